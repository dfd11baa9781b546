using System.Globalization;

namespace Gateway.Commands;

/// <summary>What was seen of the outside parts, as an owner reads it: part by part, each fault with what to do.</summary>
internal static class OnlineText
{
    public static void Write(IReadOnlyList<OnlineReport> reports, Terminal terminal)
    {
        foreach (var report in reports)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine(terminal.Strong($"{report.Part} ({(report.Sites.Count == 1 ? "site" : "sites")} {string.Join(", ", report.Sites)})"));
            foreach (var line in Columns.Of([.. report.Findings.SelectMany(Rows)])) terminal.Output.WriteLine(Painted(line, terminal));
        }

        var faults = reports.Sum(static report => report.Findings.Count(static finding => finding.Verdict == OnlineVerdict.Fault));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(faults == 0
            ? terminal.Good("Online: no fault found.")
            : terminal.Bad(string.Create(CultureInfo.InvariantCulture, $"Online: {faults} {(faults == 1 ? "fault" : "faults")} found.")));
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(OnlineFinding finding)
    {
        yield return [Word(finding.Verdict), finding.Subject, finding.Text];
        if (finding.Remedy is { } remedy) yield return ["", "", "-> " + remedy];
    }

    private static string Painted(string line, Terminal terminal) =>
        line.StartsWith("  FAULT", StringComparison.Ordinal) ? terminal.Bad(line)
        : line.StartsWith("  note", StringComparison.Ordinal) ? terminal.Warning(line)
        : line;

    private static string Word(OnlineVerdict verdict) => verdict switch
    {
        OnlineVerdict.Good => "ok   ",
        OnlineVerdict.Note => "note ",
        _ => "FAULT",
    };
}
