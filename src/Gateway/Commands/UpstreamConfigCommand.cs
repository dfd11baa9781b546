using System.CommandLine;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway upstream-config</c>: for a web server that is to read who is signed in from variables of its own, the lines that make it so, and
/// that make it refuse whoever did not come through Gateway.
/// </summary>
internal static class UpstreamConfigCommand
{
    private const string Apache = "apache";
    private const string Nginx = "nginx";

    private sealed record Wish(string File, string Server, string? Site, IReadOnlyList<string> Claims, string? Folder, bool AsJson);

    public static Command Create(Option<string> file, Terminal terminal)
    {
        var server = new Argument<string>("server") { Description = "The web server behind Gateway.", HelpName = $"{Apache}|{Nginx}" };
        server.AcceptOnlyFromAmong(Apache, Nginx);
        var site = new Option<string?>("--site") { Description = "The site by its name in the configuration; may be left out where there is only one.", HelpName = "NAME" };
        var claim = new Option<string[]>("--claim") { Description = "A claim that PHP reads, besides those that the rules name; may be given several times.", HelpName = "NAME", DefaultValueFactory = static _ => [] };
        var folder = new Option<string?>("--out") { Description = "Write the files into this folder, for root alone, in place of printing them.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Write JSON, for machines." };
        var command = new Command("upstream-config", "Write what a web server needs to know by its own variables who is signed in.") { server, site, claim, folder, json };
        command.Validators.Add(given =>
        {
            foreach (var name in (given.GetValue(claim) ?? []).Where(name => !ToldClaims.CanBeTold(name))) given.AddError($"--claim \"{name}\": a web server can be told names of letters, digits, _ - and . only.");
        });
        command.SetAction(parsed => Run(
            new Wish(parsed.GetValue(file)!, parsed.GetValue(server)!, parsed.GetValue(site), parsed.GetValue(claim)!, parsed.GetValue(folder), parsed.GetValue(json)), terminal));
        return command;
    }

    private static int Run(Wish wish, Terminal terminal)
    {
        var result = ConfigurationReader.Read(wish.File, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result.Faults, terminal);
        if (!SiteChoice.TryFind(configuration, wish.Site, out var site, out var fault)) return Refuse(fault, ExitCodes.WrongUse, terminal);
        if (FaultOf(configuration, site!) is { } missing) return Refuse(missing, ExitCodes.Fault, terminal);   // found

        var (secret, told) = (site!.UpstreamSecret!, ToldClaims.Of(site, wish.Claims));   // neither is missing
        var files = wish.Server == Apache ? ApacheSnippet.Of(site, secret, told) : NginxSnippet.Of(site, secret, told);
        try
        {
            if (wish.Folder is not null)
                foreach (var file in files) NewFiles.Write(Path.Combine(wish.Folder, file.Name), file.Text);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{wish.Folder} cannot be written to: {refused.Message}", ExitCodes.Fault, terminal);
        }

        var report = new UpstreamConfigReport(site.Name, wish.Server, [.. told.Select(one => one.Name)], NoteOf(secret), wish.Folder, files);
        if (wish.AsJson) CommandJson.Write(terminal.Output, report, CommandJson.Default.UpstreamConfigReport);
        else Say(report, terminal);
        return ExitCodes.Good;
    }

    private static string? FaultOf(GatewayConfiguration configuration, Site site) =>
        !site.Upstreams.All.Any(folder => folder.Upstream is HttpUpstream) ? $"{configuration.File}: site \"{site.Name}\": Upstream: is no web server. php-fpm is told by Gateway itself."
        : site.UpstreamSecret is null ? $"{configuration.File}: site \"{site.Name}\": UpstreamSecret: missing. Write file:PATH of a file that \"openssl rand -base64 32\" has filled."
        : site.UpstreamSecret.Proof == UpstreamProof.Assertion ? $"{configuration.File}: site \"{site.Name}\": UpstreamProof: \"Assertion\" shows the web server no secret. Write \"Secret\" or \"Both\"."
        : !site.Identity.Channels.HasFlag(IdentityChannels.Headers) ? $"{configuration.File}: site \"{site.Name}\": Identity.PassClaimsAs: the web server is told by headers. Write \"Headers\" or \"Both\"."
        : !site.Identity.Headers.HasFlag(IdentityHeaders.Hyphen) ? $"{configuration.File}: site \"{site.Name}\": Identity.Headers: without hyphens no name of a header passes a web server. Write \"Hyphen\" or \"Both\"."
        : null;

    private static string? NoteOf(UpstreamSecret secret) => secret.Proof == UpstreamProof.Both
        ? "UpstreamProof is \"Both\": the signed envelope is sent too, and nothing here reads it. \"UpstreamProof\": \"Secret\" saves it."
        : null;

    // What is printed is for a file: words about it go elsewhere.
    private static void Say(UpstreamConfigReport report, Terminal terminal)
    {
        if (report.Folder is null)
            foreach (var file in report.Files) terminal.Output.WriteLine((file == report.Files[0] ? "" : "\n\n") + $"# {file.Name}: include it {file.Goes}.\n" + file.Text.TrimEnd('\n'));
        else
            foreach (var file in report.Files) terminal.Output.WriteLine(terminal.Good("Written: ") + $"{Path.Combine(report.Folder, file.Name)}, for this user alone (mode 600). Include it {file.Goes}.");
        if (report.Note is { } note) terminal.Errors.WriteLine($"note: {note}");
    }

    private static int Refuse(string fault, int code, Terminal terminal)
    {
        terminal.Errors.WriteLine(fault);
        return code;
    }
}

/// <summary>What <c>gateway upstream-config</c> made.</summary>
internal sealed record UpstreamConfigReport(string Site, string Server, IReadOnlyList<string> Variables, string? Note, string? Folder, IReadOnlyList<UpstreamSnippet> Files);
