using System.Globalization;
using Gateway.Telemetry;

namespace Gateway.Commands;

/// <summary>An explanation as an owner reads it: the answer, the words of the log line, and the rules that were asked.</summary>
internal static class ExplanationText
{
    public static void Write(Explanation explanation, Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine($"{Painted(explanation.Outcome, terminal)}  {explanation.Method} {explanation.Path}  {Who(explanation)}");
        output.WriteLine(Reason(explanation));
        output.WriteLine(explanation.Meaning);
        if (explanation.Asked.Count > 0)
        {
            output.WriteLine();
            output.WriteLine(explanation.Asked.Count == 1 ? "One rule was asked:" : "These rules were asked, and all must allow:");
            foreach (var line in Columns.Of([.. explanation.Asked.Select(one => (IReadOnlyList<string>)[one.Says, one.Reading, one.Path, one.Rule])])) output.WriteLine(line);
        }

        if (explanation.Warnings.Count > 0) output.WriteLine();
        foreach (var warning in explanation.Warnings) output.WriteLine($"{terminal.Warning("warning:")} {warning}.");
    }

    /// <summary>The words of the refusal line, as far as this request would fill them.</summary>
    private static string Reason(Explanation explanation)
    {
        var words = $"site={explanation.Site}";
        if (explanation.Rule is { } rule) words += $" rule=\"{Redacted.Text(rule, 200)}\"";
        if (explanation.Member is { } member) words += $" member=\"{Redacted.Text(member)}\"";
        if (explanation.Detail is { } detail) words += $" detail=\"{Redacted.Text(detail, 300)}\"";
        return explanation is { Status: { } status, Reason: { } reason }
            ? string.Create(CultureInfo.InvariantCulture, $"Refused ({reason}, {status}) {words}")
            : words;
    }

    private static string Who(Explanation explanation) => explanation.Member switch
    {
        _ when explanation.ForWhoeverAsks => "whoever asks",
        null => "for somebody who is not signed in",
        "" => "for a member without a name",
        var member => $"for {Redacted.Text(member)}",
    };

    private static string Painted(string outcome, Terminal terminal) => outcome switch
    {
        OutcomeWords.Allow => terminal.Good(outcome),
        OutcomeWords.LogIn or OutcomeWords.Vanity => terminal.Warning(outcome),
        _ => terminal.Bad(outcome),
    };
}
