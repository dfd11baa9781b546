using System.CommandLine;
using Gateway.ApacheImport;

namespace Gateway.Commands;

/// <summary><c>gateway import-apache</c>: a virtual host in; <c>gateway.json</c>, <c>upstream.conf</c> and a report of every directive out.</summary>
internal static class ImportApacheCommand
{
    private static readonly Question DocumentRoot = new("--document-root", "DIR", "Folder of the site, as DocumentRoot names it.") { MustBeAnswered = true, Judge = FaultOfFolder };

    private sealed record Wish(IReadOnlyList<string> Files, IReadOnlyList<string> Roots, IReadOnlyList<string> Defined, string File, bool Force, bool AsJson, Func<Question, string?> Given);

    public static Command Create(Option<string> file, Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of Apache's configuration: virtual hosts, or the lines for them.", Arity = ArgumentArity.OneOrMore };
        var origin = new Option<string?>(Question.Origin.Option) { Description = "Address of the members area, where no ServerName tells it.", HelpName = "URL" };
        var root = new Option<string?>(DocumentRoot.Option) { Description = "Folder of the site, where no DocumentRoot tells it.", HelpName = "DIR" };
        var upstream = new Option<string?>(Question.Upstream.Option) { Description = "Address of the web server that runs your PHP, where no virtual host is given.", HelpName = "URL" };
        var define = new Option<string[]>("--define") { Description = "A variable of Apache's, as Define or its environment has it.", HelpName = "NAME=VALUE" };
        var include = new Option<string[]>("--include-root") { Description = "A folder that Include may read, beside that of FILE.", HelpName = "DIR" };
        var output = new Option<string?>("--out") { Description = "Folder for what is written (default: that of --config).", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there already." };
        var json = new Option<bool>("--json") { Description = "Write JSON, for machines; asks nothing." };
        var command = new Command("import-apache", "Make a configuration of Apache's, and say of every directive what became of it.") { files, origin, root, upstream, define, include, output, force, json };
        command.SetAction(parsed => Run(
            new Wish(
                parsed.GetValue(files)!,   // one at least
                parsed.GetValue(include) ?? [],
                parsed.GetValue(define) ?? [],
                parsed.GetValue(output) is { } folder ? Path.Combine(folder, Path.GetFileName(parsed.GetValue(file)!)) : parsed.GetValue(file)!,   // has a default
                parsed.GetValue(force),
                parsed.GetValue(json),
                question => question.Option == DocumentRoot.Option ? parsed.GetValue(root) : parsed.GetValue(question.Option == Question.Origin.Option ? origin : upstream)),
            terminal));
        return command;
    }

    private static int Run(Wish wish, Terminal terminal)
    {
        var written = new ImportFiles(wish.File);
        if (!TryDefine(wish.Defined, out var defined, out var wrong)) return Refuse(wish, wrong, ExitCodes.WrongUse, terminal);

        try
        {
            var importer = Importer.Read(new ImportRequest(wish.Files, wish.Roots, defined));
            if (importer.Hosts.Count == 0)
                return Refuse(wish, $"{string.Join(", ", wish.Files)}: no members sign in here. OIDCRedirectURI and a section with AuthType openid-connect must be there.", ExitCodes.Fault, terminal);

            var questions = Questions(importer, wish);
            var asking = wish.AsJson ? terminal with { CanAsk = false } : terminal;
            if (!new Interview(wish.Given, asking, questions).TryRun(out var answers, out var fault)) return Refuse(wish, fault, ExitCodes.WrongUse, terminal);

            importer.Import(new ImportAnswers(Answer(answers, Question.Origin), Answer(answers, DocumentRoot), Answer(answers, Question.Upstream)));
            return Write(wish, importer, written, terminal);
        }
        catch (ApacheFaultException bad)
        {
            return Refuse(wish, bad.Message, ExitCodes.Fault, terminal);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(wish, $"{wish.File} cannot be written: {refused.Message}", ExitCodes.Fault, terminal);
        }
    }

    private static int Write(Wish wish, Importer importer, ImportFiles written, Terminal terminal)
    {
        var faults = written.Judge(importer);
        var report = ImportReport.Of(wish.File, importer, faults);
        var files = written.All(importer, ImportText.Of(report, terminal with { HasColours = false }));
        if (faults.Count == 0 && !wish.Force && ImportFiles.Existing(files) is { } existing)
            return Refuse(wish, $"{existing} is there already. Say --force to overwrite it, or --out DIR for another place.", ExitCodes.Fault, terminal);

        if (faults.Count == 0) report = report with { Written = written.Write(files) };
        if (wish.AsJson) CommandJson.Write(terminal.Output, report, CommandJson.Default.ImportReport);
        else if (faults.Count > 0) Faults.Write(faults, terminal);
        else terminal.Output.Write(ImportText.Of(report, terminal));
        return report.Good ? ExitCodes.Good : ExitCodes.Fault;
    }

    private static List<Question> Questions(Importer importer, Wish wish)
    {
        var questions = new List<Question>();
        if (importer.NeedsOrigin || wish.Given(Question.Origin) is not null) questions.Add(Question.Origin);
        if (importer.NeedsDocumentRoot || wish.Given(DocumentRoot) is not null) questions.Add(DocumentRoot);
        if (importer.NeedsUpstream || wish.Given(Question.Upstream) is not null) questions.Add(Question.Upstream with { MustBeAnswered = true });
        return questions;
    }

    private static string? Answer(IReadOnlyDictionary<Question, string> answers, Question question) =>
        answers.FirstOrDefault(answer => answer.Key.Option == question.Option).Value;

    private static bool TryDefine(IReadOnlyList<string> written, out Dictionary<string, string> defined, out string fault)
    {
        defined = [];
        fault = "";
        foreach (var one in written)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0) fault = $"--define \"{one}\" has no name. Write NAME=VALUE.";
            else defined[equals < 0 ? one : one[..equals]] = equals < 0 ? "" : one[(equals + 1)..];
        }

        return fault.Length == 0;
    }

    private static string? FaultOfFolder(string text) => text.StartsWith('/') ? null : "a folder begins with a slash";

    private static int Refuse(Wish wish, string fault, int code, Terminal terminal)
    {
        if (wish.AsJson) CommandJson.Write(terminal.Output, new ImportReport(wish.File, false, [fault], [], [], []), CommandJson.Default.ImportReport);
        else terminal.Errors.WriteLine(fault);
        return code;
    }
}
