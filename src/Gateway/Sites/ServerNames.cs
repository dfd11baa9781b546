using System.Collections.Frozen;
using Gateway.FastCgi;

namespace Gateway.Sites;

/// <summary>
/// Names, folded, by which a server speaks to PHP, and those of request headers that sites live on: no setting may hand them to claims, nor
/// have them dropped.
/// </summary>
internal static class ServerNames
{
    // Only a server makes such names, and PHP reads its own settings from some.
    private static readonly string[] Families = ["HTTP_", "REDIRECT_", "PHP_", "SERVER_", "REQUEST_", "SCRIPT_", "REMOTE_", "FCGI_", "LD_", "SSL_", "SEC_", "ACCEPT_", "CONTENT_", "IF_", "GATEWAY_"];

    private static readonly FrozenSet<string> Known = new[]
    {
        "ACCEPT", "ARGC", "ARGV", "AUTHORIZATION", "AUTH_TYPE", "CACHE_CONTROL", "CONNECTION", "COOKIE", "DATE", "DNT", "DOCUMENT_ROOT", "EXPECT", "FORWARDED", "FROM", "HOME", "HOST", "HTTPS",
        "KEEP_ALIVE", "LANG", "MAX_FORWARDS", "ORIGIN", "ORIG_PATH_INFO", "ORIG_SCRIPT_NAME", "PATH", "PATH_INFO", "PATH_TRANSLATED", "PRAGMA", "PRIORITY", "PROXY", "QUERY_STRING", "RANGE", "REFERER",
        "SHELL", "TE", "TMPDIR", "TRAILER", "TRANSFER_ENCODING", "TZ", "UNIQUE_ID", "UPGRADE", "UPGRADE_INSECURE_REQUESTS", "USER", "USER_AGENT", "VIA", "X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_FORWARDED_PROTO", "X_REQUESTED_WITH",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string folded) => Known.Contains(folded) || CgiRequest.IsOurs(folded) || Families.Any(family => folded.StartsWith(family, StringComparison.Ordinal));

    /// <summary>A name that begins so and is a server's; null when there is none.</summary>
    public static string? BeginningWith(string folded) =>
        Families.FirstOrDefault(family => family.StartsWith(folded, StringComparison.Ordinal) || folded.StartsWith(family, StringComparison.Ordinal))
        ?? Known.Order(StringComparer.Ordinal).FirstOrDefault(name => name.StartsWith(folded, StringComparison.Ordinal));
}
