using System.Collections.Frozen;
using Gateway.Claims;
using Gateway.Sites;
using Microsoft.Extensions.Primitives;

namespace Gateway.Identity;

/// <summary>
/// What of the browser's headers never reaches the upstream, on every path (design 8.2): whatever PHP could read as one of ours or as a
/// server's own word, judged by its folded name.
/// </summary>
internal static class HeaderScrub
{
    // Names that a server sets itself; PHP programs take them for proven.
    private static readonly FrozenSet<string> Refused = new[]
    {
        "REMOTE_USER", "REMOTE_IDENT", "AUTH_USER", "AUTH_TYPE", "AUTH_PASSWORD", "LOGON_USER", "PHP_AUTH_USER", "PHP_AUTH_PW", "PHP_AUTH_DIGEST",
        "X_REMOTE_USER", "X_AUTH_USER", "X_AUTH_REQUEST_USER", "X_AUTH_REQUEST_EMAIL", "X_WEBAUTH_USER", "X_USER",
        "X_ORIGINAL_URL", "X_REWRITE_URL", "FORWARDED", "X_REAL_IP", "CLIENT_IP", "X_CLIENT_IP", "TRUE_CLIENT_IP", "CF_CONNECTING_IP",
        "PROXY", "TRAILER", "X_CONTENT_LENGTH",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Names that count only as they are written in the standard; spelled otherwise they would fold onto the real one.
    private static readonly FrozenSet<string> OneSpelling = new[]
    {
        "CONTENT_LENGTH", "CONTENT_TYPE", "TRANSFER_ENCODING", "HOST", "COOKIE", "AUTHORIZATION", "CONNECTION",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>On a site with these names of its own.</summary>
    public static bool Drops(string name, ForgedHeaders ofSite)
    {
        var folded = HeaderName.Fold(name);
        if (ofSite.Contains(folded)) return true;
        if (OneSpelling.Contains(folded)) return !string.Equals(name, folded.Replace('_', '-'), StringComparison.OrdinalIgnoreCase);

        var bare = folded.AsSpan();
        if (bare.StartsWith("REDIRECT_") || bare.StartsWith("HTTP_")) return true;   // only a server makes such names
        return bare.StartsWith("OIDC_") || bare.StartsWith("X_FORWARDED_") || Refused.Contains(folded);
    }

    /// <summary>In any line and behind any comma: who joins several lines into one, and reads which part, differs from server to server.</summary>
    public static bool HoldsBasic(StringValues authorization)
    {
        foreach (var line in authorization)
            foreach (var part in line.AsSpan().Split(','))
                if (line.AsSpan()[part].TrimStart().StartsWith("Basic", StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
