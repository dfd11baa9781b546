using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Claims;

/// <summary>
/// Makes a regular expression of the operator's safe to run on what a member or the OP sends: it never backtracks, means
/// what Apache's engine meant by it, and is refused where it can not.
/// </summary>
internal static class SearchPattern
{
    public static bool TryParse(string pattern, RegexOptions options, out Regex? regex, out string fault)
    {
        regex = null;
        if (Translate(pattern, out fault) is not { } translated)
            return false;

        try
        {
            regex = new Regex(translated, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (NotSupportedException)
        {
            fault = $"the regular expression {Excerpt.Of(pattern)} looks around or back, "
                + "which can take forever; write it without (?=, (?!, (?<, (?>, \\1";
        }
        catch (ArgumentException bad)
        {
            fault = $"the regular expression {Excerpt.Of(pattern)} can not be read: {bad.Message.Replace(translated, Excerpt.Of(translated), StringComparison.Ordinal)}";
        }

        return false;
    }

    /// <summary>True when the pattern is bound to the start and the end of the text.</summary>
    public static bool IsAnchored(string pattern) =>
        pattern.StartsWith('^') && pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal);

    // `$` and `\Z` also match before a last line break here, and \d, \w, \s take in all of Unicode: Apache's do neither.
    private static string? Translate(string pattern, out string fault)
    {
        var text = new StringBuilder(pattern.Length + 8);
        var inClass = false;
        fault = "";
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            if (c == '\\' && at + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++at], inClass));
            }
            else if (c == '[' && inClass)
            {
                var rest = pattern.AsSpan(at);
                if (rest.StartsWith("[:") && rest.Contains(":]", StringComparison.Ordinal))
                {
                    fault = $"the regular expression {Excerpt.Of(pattern)} names a class such as [:alpha:]; write it as a-zA-Z";
                    return null;
                }

                // Here a bracket inside a class can start a subtraction; in Apache's engine it is just a bracket.
                text.Append("\\[");
            }
            else if (c == '[')
            {
                inClass = true;
                at = CopyClassStart(pattern, at, text);
            }
            else if (c == ']' && inClass)
            {
                inClass = false;
                text.Append(c);
            }
            else
            {
                text.Append(c == '$' && !inClass ? "\\z" : c);
            }
        }

        return text.ToString();
    }

    // A bracket right at the start of a class is a member of it, not its end.
    private static int CopyClassStart(string pattern, int at, StringBuilder text)
    {
        text.Append('[');
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            text.Append('^');
            at++;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            text.Append("\\]");
            at++;
        }

        return at;
    }

    private static string Escape(char escaped, bool inClass) => (escaped, inClass) switch
    {
        ('Z', false) => "\\z",
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => "[ \\t-\\r]",
        ('s', true) => " \\t-\\r",
        ('S', false) => "[^ \\t-\\r]",
        _ => "\\" + escaped,
    };
}
