using System.CommandLine;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway new</c>: a minimal file from a few answers, which are asked for on a terminal and may all be given as options.</summary>
internal static class NewCommand
{
    public static Command Create(Option<string> file, Terminal terminal)
    {
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there already." };
        var json = new Option<bool>("--json") { Description = "Write JSON, for machines; asks nothing." };
        var questions = Question.All.ToDictionary(
            question => question,
            question => new Option<string?>(question.Option) { Description = question.Help, HelpName = question.HelpName });
        var command = new Command("new", "Write a minimal configuration from a few answers.") { force, json };
        foreach (var option in questions.Values) command.Add(option);
        command.SetAction(parsed => Run(
            parsed.GetValue(file)!,
            question => parsed.GetValue(questions[question]),
            parsed.GetValue(force),
            parsed.GetValue(json),
            terminal));
        return command;
    }

    private static int Run(string file, Func<Question, string?> given, bool force, bool asJson, Terminal terminal)
    {
        var written = new NewFiles(file);
        if (!force && written.Existing() is { } existing) return Refuse($"{existing} is there already. Say --force to overwrite it, or --config FILE for another place.", ExitCodes.Fault, terminal);
        if (!new Interview(given, asJson ? terminal with { CanAsk = false } : terminal, Question.All).TryRun(out var answers, out var fault)) return Refuse(fault, ExitCodes.WrongUse, terminal);

        IReadOnlyList<ConfigurationFault> faults;
        try
        {
            faults = written.Write(NewConfiguration.Of(answers, written.Folder));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{file} cannot be written: {refused.Message}", ExitCodes.Fault, terminal);
        }

        if (asJson) CommandJson.Write(terminal.Output, new NewReport(file, faults.Count == 0, [.. faults.Select(CheckLine.Of)], written.Names), CommandJson.Default.NewReport);
        else if (faults.Count > 0) return Faults.Write(faults, terminal);
        else Say(file, answers, written.Names, terminal);
        return faults.Count == 0 ? ExitCodes.Good : ExitCodes.Fault;
    }

    private static void Say(string file, IReadOnlyDictionary<Question, string> answers, IReadOnlyList<string> names, Terminal terminal)
    {
        terminal.Output.WriteLine(terminal.Good($"Written: {string.Join(", ", names)}") + ", for this user alone (mode 600).");
        terminal.Output.WriteLine("Passphrase and upstream secret were made up; nobody needs to know them. Another user who runs Gateway must own these files.");
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Next:");
        foreach (var line in Columns.Of(
        [
            ["1.", "At NATS, add this server's address to MEMBER_OPENID_SECURE_IPS."],
            ["2.", $"Let the web server at {answers[Question.Upstream]} answer to this machine only, and run gateway-prepend.php first: README, \"In front of my server\". The user that runs PHP must read {NewConfiguration.UpstreamSecret} too."],
            ["3.", $"gateway check --config {file}"],
            ["4.", $"gateway serve --config {file}"],
        ])) terminal.Output.WriteLine(line);
    }

    private static int Refuse(string fault, int code, Terminal terminal)
    {
        terminal.Errors.WriteLine(fault);
        return code;
    }
}

/// <summary>What <c>gateway new</c> wrote, or why it wrote nothing.</summary>
internal sealed record NewReport(string File, bool Good, IReadOnlyList<CheckLine> Faults, IReadOnlyList<string> Written);
