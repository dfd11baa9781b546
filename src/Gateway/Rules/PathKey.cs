using System.Text;
using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>The left side of a path rule, and which paths it covers: exactly, and on their folded form.</summary>
internal abstract class PathKey
{
    /// <summary>Prefixes are applied before all others, the longer later.</summary>
    public virtual int? PrefixLength => null;

    public virtual int? FoldedPrefixLength => null;

    /// <summary>Equal for keys that the folded look-up can not tell apart.</summary>
    public abstract string FoldedIdentity { get; }

    /// <summary>Decoded paths that it is met by, to try a rule out; empty where none can be told.</summary>
    public abstract IEnumerable<string> Samples { get; }

    public abstract bool Covers(string decoded);

    public abstract bool CoversFolded(string folded);

    public static bool TryParse(string pattern, out PathKey? key, out string fault)
    {
        key = null;
        if (pattern.StartsWith('~'))
            return TryParseSearch(pattern, out key, out fault);

        fault = FaultOf(pattern) ?? "";
        if (fault.Length > 0)
            return false;

        key = pattern.Contains('*', StringComparison.Ordinal) ? new FilePatternKey(pattern) : new PrefixKey(pattern);
        return true;
    }

    private static bool TryParseSearch(string pattern, out PathKey? key, out string fault)
    {
        key = null;
        if (pattern.Length == 1)
        {
            fault = "a regular expression must follow the ~";
            return false;
        }

        if (!SearchPattern.TryParse(pattern[1..], RegexOptions.None, out var exact, out fault)
            || !SearchPattern.TryParse(pattern[1..], RegexOptions.IgnoreCase, out var folded, out fault))
            return false;

        key = new SearchKey(pattern, exact!, folded!); // both parsed
        return true;
    }

    // A key that no canonical path can ever equal would be a rule that never holds.
    private static string? FaultOf(string pattern)
    {
        var isNamePattern = pattern.Contains('*', StringComparison.Ordinal) && !pattern.Contains('/', StringComparison.Ordinal);
        if (!pattern.StartsWith('/') && !isNamePattern)
            return "a path begins with a slash; a file pattern such as *.zip holds none";
        if (ClaimText.HasControl(pattern) || pattern.EnumerateRunes().Contains(Rune.ReplacementChar))
            return "a path holds no control characters and no broken ones";
        if (pattern.AsSpan().ContainsAny('?', '#', '\\'))
            return "a path holds no ?, # or backslash; the query takes no part in rules";
        if (pattern.Contains("//", StringComparison.Ordinal) || pattern.Split('/').Any(segment => segment is "." or ".."))
            return "a path holds no doubled slashes and no . or .. segments: those never reach a rule";
        if (HoldsEscape(pattern))
            return "paths in rules are written decoded: a blank for %20, ü for %C3%BC";
        if (pattern.AsSpan(0, pattern.LastIndexOf('/') + 1).Contains('*'))
            return "a * may stand in the last part of a path only; for more write ~ and a regular expression";

        return null;
    }

    private static bool HoldsEscape(string pattern)
    {
        for (var at = pattern.IndexOf('%', StringComparison.Ordinal); at >= 0; at = pattern.IndexOf('%', at + 1))
        {
            if (at + 2 < pattern.Length && char.IsAsciiHexDigit(pattern[at + 1]) && char.IsAsciiHexDigit(pattern[at + 2]))
                return true;
        }

        return false;
    }
}
