using System.Text;

namespace Gateway.Claims;

/// <summary>
/// Splits a line into words as Apache's configuration does: blanks part words, quotes (double or single) hold them
/// together, and a backslash keeps a quote or another backslash as it is.
/// </summary>
internal static class ApacheWords
{
    public static bool TrySplit(string text, out IReadOnlyList<string> words, out string fault)
    {
        var found = new List<string>();
        words = found;
        var at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t')
                at++;
            if (at == text.Length)
                break;

            if (!TryTake(text, ref at, out var word))
            {
                fault = $"a quote is opened but not closed in: {Excerpt.Of(text)}";
                return false;
            }

            found.Add(word);
        }

        fault = "";
        return true;
    }

    /// <summary>The word as it must be written so that it is read as one word.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word[0] is not ('"' or '\'') && !word.AsSpan().ContainsAny(' ', '\t'))
            return word.Replace(@"\\", @"\\\\", StringComparison.Ordinal);

        var escaped = word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    private static bool TryTake(string text, ref int at, out string word)
    {
        var taken = new StringBuilder();
        char? quote = text[at] is '"' or '\'' ? text[at++] : null;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (quote is null ? c is ' ' or '\t' : c == quote)
                break;

            if (c == '\\' && at + 1 < text.Length && (text[at + 1] == '\\' || text[at + 1] == quote))
                c = text[++at];
            taken.Append(c);
        }

        word = taken.ToString();
        if (quote is null)
            return true;
        if (at == text.Length)
            return false;

        at++;
        return true;
    }
}
