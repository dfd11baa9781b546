using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>Reads one entry of ReturnUrls, and sees the mistakes that open more than the operator meant.</summary>
internal static class ReturnUrlPattern
{
    // Hosts that nobody owns: an entry that lets one of them through lets everything through.
    private static readonly string[] Strangers =
        ["https://stranger.invalid", "https://stranger.invalid/", "http://stranger.invalid/members/"];

    public static bool TryParse(string pattern, out Regex? regex, out string? warning, out string fault)
    {
        warning = null;
        var unbound = pattern.StartsWith('^') ? pattern[1..] : pattern;
        if (SearchPattern.IsAnchored("^" + unbound))
            unbound = unbound[..^1];

        if (!SearchPattern.TryParse($"^(?:{unbound})$", RegexOptions.None, out regex, out fault))
            return false;

        if (Strangers.Any(regex!.IsMatch)) // parsed
        {
            regex = null;
            fault = $"the entry {Excerpt.Of(pattern)} lets every host through; name the host: https://shop\\.example/.*";
            return false;
        }

        warning = Warn(pattern, unbound);
        return true;
    }

    private static string? Warn(string pattern, string unbound)
    {
        if (HasBareDotInHost(unbound))
            return $"the entry {Excerpt.Of(pattern)} has a dot without backslash in its host, which stands for any character; write \\.";

        return SearchPattern.IsAnchored(pattern) ? null : $"the entry {Excerpt.Of(pattern)} is not bound by ^ and $; it is taken as if it were";
    }

    private static bool HasBareDotInHost(string unbound)
    {
        var start = unbound.IndexOf("//", StringComparison.Ordinal);
        if (start < 0)
            return false;

        for (var at = start + 2; at < unbound.Length && unbound[at] != '/'; at++)
        {
            if (unbound[at] == '\\')
                at++;
            else if (unbound[at] == '.')
                return true;
        }

        return false;
    }
}
