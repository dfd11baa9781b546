using System.Text;

namespace Gateway.ApacheImport;

/// <summary>A <c>&lt;Macro&gt;</c>: lines in which <c>Use</c> puts its words for the parameters, the longest name first.</summary>
internal sealed class ApacheMacro(string name, IReadOnlyList<string> parameters, IReadOnlyList<ApachePlace> lines)
{
    private const int MostParameters = 1000;

    public string Name => name;

    public static ApacheMacro Of(ApacheDirective opened, IReadOnlyList<ApachePlace> lines)
    {
        var words = opened.Words;
        if (words.Count == 0) throw opened.Fault("has no name. Write <Macro NAME $parameter …>.");
        if (words.Count > MostParameters) throw opened.Fault($"has more than {MostParameters} parameters.");

        return new ApacheMacro(words[0], [.. words.Skip(1)], lines);
    }

    /// <summary>The lines that one <c>Use</c> makes.</summary>
    public IEnumerable<ApachePlace> Lines(ApacheDirective use)
    {
        var words = use.Words.Skip(1).ToList();
        if (words.Count != parameters.Count) throw use.Fault($"gives {words.Count} words to the macro {name}, which has {parameters.Count} parameters.");

        var byLength = parameters.Zip(words).OrderByDescending(pair => pair.First.Length).ToList();
        return lines.Select(line => line with { Text = Filled(line.Text, byLength) });
    }

    private static string Filled(string text, List<(string Parameter, string Word)> pairs)
    {
        if (pairs.Count == 0) return text;

        var made = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var (parameter, word) = pairs.Find(pair => string.CompareOrdinal(text, at, pair.Parameter, 0, pair.Parameter.Length) == 0);
            made.Append(parameter is null ? text[at] : word);
            at += parameter?.Length ?? 1;
            if (made.Length > LineBudget.LongestLine) break;   // said where the line is counted
        }

        return made.ToString();
    }
}
