using System.Globalization;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>A good configuration as an owner reads it: site by site the parts that must fit others, then who may see what, then the doubts.</summary>
internal static class CheckText
{
    public static void Write(CheckReport report, GatewayConfiguration configuration, Terminal terminal)
    {
        foreach (var site in report.Sites) Write(site, terminal);
        terminal.Output.WriteLine($"Sessions are kept {report.Sessions}.");
        terminal.Output.WriteLine();
        foreach (var warning in configuration.Warnings) terminal.Output.WriteLine($"{terminal.Warning("warning:")} {warning}");
        foreach (var note in configuration.Notes) terminal.Output.WriteLine($"note: {note}");
        if (report.Warnings.Count + report.Notes.Count > 0) terminal.Output.WriteLine();
        terminal.Output.WriteLine(terminal.Good($"{report.File} is good") + $": {Summary(report)}.");
    }

    private static void Write(CheckedSite site, Terminal terminal)
    {
        terminal.Output.WriteLine(terminal.Strong($"{site.Name}  {string.Join(", ", site.Origins)}"));
        Write(terminal,
        [
            ["upstream", site.Upstream],
            ["provider", site.MetadataUrl],
            ["client id", site.ClientId],
            ["client secret", site.ClientSecret],
            .. site.UpstreamSecret is { } secret ? (string[][])[["upstream secret", secret]] : [],
            ["passphrase", string.Join(", ", site.Passphrases)],
            ["vanity URL", site.RedirectUri],
        ]);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("  Who may see what (of the lines that fit a path, the last decides):");
        Write(terminal, [.. site.Paths.Select(path => (IReadOnlyList<string>)[path.Path, path.ToString()])]);
        terminal.Output.WriteLine();
    }

    private static void Write(Terminal terminal, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (var line in Columns.Of(rows)) terminal.Output.WriteLine(line);
    }

    private static string Summary(CheckReport report) =>
        $"{Count(report.Sites.Count, "site")}, {Count(report.Warnings.Count, "warning")}, {Count(report.Notes.Count, "note")}";

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
