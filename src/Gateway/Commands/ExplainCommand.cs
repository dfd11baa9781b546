using System.CommandLine;
using System.Text;
using Gateway.Claims;
using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway explain</c>: which rule decides a path for given claims, and why.</summary>
internal static class ExplainCommand
{
    internal sealed record Question(string File, string? Site, string Path, string Method, string? Claims);

    public static Command Create(Option<string> file, Terminal terminal)
    {
        var site = new Option<string?>("--site") { Description = "The site by its name in the configuration; may be left out where there is only one.", HelpName = "NAME" };
        var path = new Option<string>("--path") { Description = "The path as a browser sends it, or the whole URL.", HelpName = "PATH", Required = true };
        var claims = new Option<string?>("--claims") { Description = "The member's claims, one JSON object. Without them: somebody who is not signed in.", HelpName = "JSON" };
        var method = new Option<string>("--method") { Description = "The request method.", HelpName = "METHOD", DefaultValueFactory = static _ => "GET" };
        var json = new Option<bool>("--json") { Description = "Write JSON, for machines." };
        var command = new Command("explain", "Say which rule decides a path for given claims, and why.") { site, path, claims, method, json };
        command.SetAction(parsed => Run(
            new Question(parsed.GetValue(file)!, parsed.GetValue(site), parsed.GetValue(path)!, parsed.GetValue(method)!, parsed.GetValue(claims)),
            parsed.GetValue(json),
            terminal));
        return command;
    }

    public static int Run(Question question, bool asJson, Terminal terminal)
    {
        var result = ConfigurationReader.Read(question.File, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result.Faults, terminal);
        if (!TryFindSite(configuration, question, out var site, out var rawPath, out var fault)
            || !TryReadMember(site!, question.Claims, out var member, out var note, out fault))   // found
        {
            terminal.Errors.WriteLine(fault);
            return ExitCodes.WrongUse;
        }

        var explanation = Explainer.Explain(site!, question.Method, rawPath, member);
        string?[] notes = [note, MethodNote(question.Method)];
        explanation = explanation with { Warnings = [.. explanation.Warnings, .. notes.OfType<string>()] };
        if (asJson) CommandJson.Write(terminal.Output, explanation, CommandJson.Default.Explanation);
        else ExplanationText.Write(explanation, terminal);
        return ExitCodes.Good;
    }

    private static bool TryFindSite(GatewayConfiguration configuration, Question question, out Site? site, out string rawPath, out string fault)
    {
        (site, rawPath) = (null, "");
        var isNamed = SiteChoice.TryFind(configuration, question.Site, out var named, out fault);
        if (!isNamed && question.Site is not null) return false;

        var host = Uri.TryCreate(question.Path, UriKind.Absolute, out var url) && question.Path.Contains("://", StringComparison.Ordinal) ? url.Authority : "";
        if (host.Length > 0)
        {
            var found = configuration.Sites.TryFind(host, out site, out _);
            fault = found && (question.Site is null || site == named) ? "" : $"--path \"{question.Path}\" is on no origin of {question.Site ?? configuration.File}. Its sites: {SiteChoice.Names(configuration)}.";
        }
        else
        {
            site = named;
        }

        if (fault.Length == 0 && !RequestTarget.TrySplit(question.Path, host, out rawPath, out _))
            fault = $"--path \"{question.Path}\" is no path. Write one that begins with a slash, such as /members/, or the whole URL.";
        return fault.Length == 0;
    }

    private static string? MethodNote(string method) => !method.Any(char.IsAsciiLetterLower) ? null
        : $"method names count by letter case, and browsers send {method.ToUpperInvariant()}";

    private static bool TryReadMember(Site site, string? written, out Member? member, out string? note, out string fault)
    {
        (member, note, fault) = (null, null, "");
        if (written is null) return true;

        if (!ClaimSet.TryParse(Encoding.UTF8.GetBytes(written), out var json, out fault))
        {
            fault = $"--claims {fault}. Write one JSON object in single quotes: --claims '{{\"username\":\"bob\",\"trial\":\"1\"}}'.";
            return false;
        }

        member = ClaimedMember.Of(site, json, otherwise: "");
        if (member.User.Length == 0)
            note = $"these claims name no user (Identity.RemoteUserClaim is {site.Identity.RemoteUser}): such a member would not get through the login (no_user_name)";
        return true;
    }
}
