using System.Globalization;
using System.Text;

namespace Gateway.Commands;

/// <summary>The report of an import as an owner reads it: what he must decide first, what simply came along last.</summary>
internal static class ImportText
{
    public static string Of(ImportReport report, Terminal terminal)
    {
        var text = new StringBuilder();
        foreach (var group in report.Directives.GroupBy(line => line.Outcome))
        {
            text.Append(Heading(group.Key, group.Count(), terminal)).Append('\n');
            foreach (var line in Columns.Of([.. group.Select(one => (IReadOnlyList<string>)[Place(one), $"{one.Directive}: {one.Text}"])])) text.Append(line).Append('\n');
            text.Append('\n');
        }

        if (report.Written.Count > 0) text.Append("Written: ").Append(string.Join(", ", report.Written)).Append(", for this user alone (mode 600).\n");
        text.Append(Summary(report, terminal)).Append('\n');
        return text.ToString();
    }

    private static string Heading(string outcome, int count, Terminal terminal)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{outcome} ({count})");
        return outcome == "needs your decision" ? terminal.Warning(text) : terminal.Strong(text);
    }

    private static string Place(ImportLine line) => line.File is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(line.File)}:{line.Line}");

    private static string Summary(ImportReport report, Terminal terminal)
    {
        var open = report.Directives.Count(line => line.Outcome == "needs your decision");
        return open == 0
            ? terminal.Good("Nothing needs a decision.") + $" Next: gateway check --config {report.File}"
            : terminal.Warning(string.Create(CultureInfo.InvariantCulture, $"{open} of these need your decision")) + $": what they are about is denied or left as it was. Edit {report.File}, then: gateway check --config {report.File}";
    }
}
