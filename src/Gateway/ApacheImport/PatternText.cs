using System.Text;
using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.ApacheImport;

/// <summary>
/// Regular expressions of Apache's sections, as far as their text tells which paths they can be found in. What it does not tell is said to be
/// unknown; nothing is guessed.
/// </summary>
internal static class PatternText
{
    private const string Meta = "\\^$.|?*+()[]{}";

    /// <summary>Whether it can be searched for at all without looking around or back.</summary>
    public static bool IsReadable(string pattern, out string fault) => SearchPattern.TryParse(pattern, RegexOptions.None, out _, out fault);

    public static bool IsFound(string pattern, string text) => SearchPattern.TryParse(pattern, RegexOptions.None, out var regex, out _) && regex!.IsMatch(text);   // parsed

    /// <summary>The text itself, so that an expression finds exactly that.</summary>
    public static string Escape(string text) => string.Concat(text.Select(letter => Meta.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"));

    /// <summary>A pattern with wildcards, as an expression; <c>*</c> and <c>?</c> stay within a name.</summary>
    public static string OfWildcards(string pattern)
    {
        var text = new StringBuilder();
        var inSet = false;
        foreach (var letter in pattern)
        {
            if (inSet || letter == '[')
            {
                text.Append(letter == '!' && text[^1] == '[' ? '^' : letter);
                inSet = letter != ']' || text[^2] is '[' or '^';
            }
            else
            {
                text.Append(letter switch { '*' => "[^/]*", '?' => "[^/]", _ => Escape($"{letter}") });
            }
        }

        return text.ToString();
    }

    public static bool HasWildcards(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>The alternatives of an expression: those that are divided by <c>|</c> outside of all brackets.</summary>
    public static IReadOnlyList<string> Alternatives(string pattern)
    {
        var (found, start, depth, inSet) = (new List<string>(), 0, 0, false);
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\': at++; break;
                case '[' when !inSet: inSet = true; if (At(pattern, at + 1) == '^') at++; if (At(pattern, at + 1) == ']') at++; break;
                case ']' when inSet: inSet = false; break;
                case '(' when !inSet: depth++; break;
                case ')' when !inSet: depth--; break;
                case '|' when !inSet && depth == 0: found.Add(pattern[start..at]); start = at + 1; break;
            }
        }

        return [.. found, pattern[start..]];
    }

    /// <summary>What every text that it is found in begins with, where it is bound to the start; what the find itself begins with, else.</summary>
    public static string Literal(string pattern)
    {
        var text = new StringBuilder();
        for (var at = pattern.StartsWith('^') ? 1 : 0; at < pattern.Length; at++)
        {
            var letter = pattern[at];
            if (letter == '\\' && at + 1 < pattern.Length && !char.IsAsciiLetterOrDigit(pattern[at + 1])) letter = pattern[++at];
            else if (Meta.Contains(letter, StringComparison.Ordinal)) break;
            if (At(pattern, at + 1) is '*' or '?' or '{' or '+') break;
            text.Append(letter);
        }

        return text.ToString();
    }

    /// <summary>What is left of an expression that is bound to the start once this text has been found; null where it begins otherwise.</summary>
    public static string? After(string pattern, string text)
    {
        if (!IsBound(pattern) || !Literal(pattern).StartsWith(text, StringComparison.Ordinal)) return null;

        var at = 1;
        foreach (var _ in text) at += pattern[at] == '\\' ? 2 : 1;
        return pattern[at..];
    }

    public static bool IsBound(string pattern) => pattern.StartsWith('^') && Alternatives(pattern).Count == 1;

    /// <summary>Whether a find could begin in the folder and end below it.</summary>
    public static bool MayStraddle(string pattern, string folder)
    {
        if (pattern.StartsWith('^')) return true;
        if (!MayFindSlash(pattern)) return false;

        var literal = Literal(pattern);
        return literal.Length == 0 || Enumerable.Range(0, folder.Length).Any(at =>
            folder.AsSpan(at).StartsWith(literal, StringComparison.Ordinal) || literal.AsSpan().StartsWith(folder.AsSpan(at), StringComparison.Ordinal));
    }

    /// <summary>An expression for the name of a file, as one for that part of a path; null where it cannot be told.</summary>
    public static string? OfName(string pattern)
    {
        var (fromStart, toEnd) = (pattern.StartsWith('^'), pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal));
        var inner = pattern[(fromStart ? 1 : 0)..(toEnd ? ^1 : ^0)];
        var text = new StringBuilder(fromStart ? "" : "[^/]*");
        var inSet = false;
        for (var at = 0; at < inner.Length; at++)
        {
            var letter = inner[at];
            if (letter == '\\')
            {
                if (At(inner, ++at) is 'W' or 'D' or 'S' or 'x' or 'p' or 'N' or 'b' or 'B' or '\0') return null;
                text.Append('\\').Append(inner[at]);
                continue;
            }

            if (!inSet && (letter is '^' or '$' || (letter == '(' && At(inner, at + 1) == '?' && At(inner, at + 2) != ':'))) return null;
            text.Append(letter == '.' && !inSet ? "[^/]" : letter);
            if (letter == '[' && !inSet)
            {
                inSet = true;
                if (At(inner, at + 1) == '^') text.Append("^/").Append(At(inner, ++at + 1) == ']' ? inner[++at] : "");
            }
            else if (letter == ']')
            {
                inSet = false;
            }
        }

        return text.Append(toEnd ? "" : "[^/]*").ToString();
    }

    private static bool MayFindSlash(string pattern)
    {
        var inSet = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var letter = pattern[at];
            if (letter == '\\')
            {
                if (At(pattern, ++at) is not ('d' or 'w' or 's' or 'b') && (char.IsAsciiLetterOrDigit(At(pattern, at)) || At(pattern, at) == '/')) return true;
            }
            else if (letter == '/' || (letter == '.' && !inSet) || (letter == '[' && !inSet && At(pattern, at + 1) == '^') || (letter == '(' && At(pattern, at + 1) == '?'))
            {
                return true;
            }
            else if (letter is '[' or ']')
            {
                inSet = letter == '[' || (inSet && letter != ']');
            }
            else if (inSet && letter == '-' && At(pattern, at - 1) <= '/' && At(pattern, at + 1) >= '/')
            {
                return true;   // a range with the slash in it
            }
        }

        return false;
    }

    private static char At(string text, int at) => at >= 0 && at < text.Length ? text[at] : '\0';
}
