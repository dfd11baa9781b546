using System.Text;

namespace Gateway.ApacheImport;

/// <summary>
/// What <c>Define</c>, <c>UnDefine</c> and <c>--define</c> say. The environment of this process is not Apache's, so <c>${NAME}</c> that
/// nobody defined stays as it is, to be asked for where it matters.
/// </summary>
internal sealed class Definitions(IReadOnlyDictionary<string, string> given)
{
    private readonly Dictionary<string, string> _values = new(given, StringComparer.Ordinal);

    public bool Contains(string name) => _values.ContainsKey(name);

    public void Set(string name, string value) => _values[name] = value;

    public void Remove(string name) => _values.Remove(name);

    /// <summary>The line with every variable in it that is known.</summary>
    public ApachePlace Expand(ApachePlace place)
    {
        var text = place.Text;
        if (!text.Contains("${", StringComparison.Ordinal)) return place;

        var made = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (NameAt(text, at) is { } name && _values.TryGetValue(name, out var value))
            {
                made.Append(value);
                at += name.Length + 3;
            }
            else
            {
                made.Append(text[at++]);
            }

            if (made.Length > LineBudget.LongestLine) throw new ApacheFaultException(place, $"its variables make it longer than {LineBudget.LongestLine / 1024} kB.");
        }

        return place with { Text = made.ToString() };
    }

    /// <summary>The first variable in a text that nobody defined; null when there is none.</summary>
    public static string? Open(string text)
    {
        var at = text.IndexOf("${", StringComparison.Ordinal);
        return at < 0 ? null : NameAt(text, at);
    }

    private static string? NameAt(string text, int at)
    {
        if (text[at] != '$' || at + 1 == text.Length || text[at + 1] != '{') return null;

        var end = text.IndexOf('}', at);
        return end < 0 ? null : text[(at + 2)..end];
    }
}
