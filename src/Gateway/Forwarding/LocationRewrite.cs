using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Forwarding;

/// <summary>
/// <c>Location</c> and <c>Content-Location</c> that name the upstream, or the site by the scheme and port that the upstream sees, get the
/// public origin (ProxyPassReverse).
/// </summary>
internal static class LocationRewrite
{
    public static void Apply(IHeaderDictionary headers, SiteRequest request, Uri? upstream)
    {
        if (upstream is null) return;
        Rewrite(headers, HeaderNames.Location, request.Origin, upstream);
        Rewrite(headers, HeaderNames.ContentLocation, request.Origin, upstream);
    }

    private static void Rewrite(IHeaderDictionary headers, string name, Origin origin, Uri upstream)
    {
        if (!headers.TryGetValue(name, out StringValues value) || value is not [{ } text]) return;
        if (Public(text, origin, upstream) is { } rewritten) headers[name] = rewritten;
    }

    private static string? Public(string text, Origin origin, Uri upstream)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme is not (4 or 5)) return null;

        var rest = text.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        var end = rest < 0 ? text.Length : scheme + 3 + rest;
        if (!Origin.TryParse(text[..end], out var named, out _)) return null;
        return IsUpstream(named!, upstream) || IsSiteSeenFromBehind(named!, origin, upstream) ? origin + text[end..] : null;
    }

    private static bool IsUpstream(Origin named, Uri upstream) =>
        named.Scheme == upstream.Scheme && named.Port == upstream.Port && string.Equals(named.Host, upstream.Host, StringComparison.OrdinalIgnoreCase);

    // The upstream got the public host name, but sees plain http on a port of its own.
    private static bool IsSiteSeenFromBehind(Origin named, Origin origin, Uri upstream) =>
        named.Host == origin.Host && named.Scheme == upstream.Scheme && named.Port is var port && (port == upstream.Port || (port is 80 && origin.IsHttps));
}
