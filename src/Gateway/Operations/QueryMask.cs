using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.Operations;

/// <summary>
/// What of an address may stand in a log. Codes, states and access tokens pass through the query of the vanity URL, so its values are
/// never written, however the path is spelled; nor is the query of a request whose path or site we do not know.
/// </summary>
internal class QueryMask
{
    private const string Masked = "***";

    // Names are written because they say what was asked for; another name may be a value in the wrong place.
    private static readonly HashSet<string> Names =
    [
        "code", "state", "iss", "error", "error_description", "error_uri", "session_state", "id_token", "access_token", "refresh", "logout", "info",
        "extend_session", "access_token_refresh_interval", "sid", "logout_token",
    ];

    /// <summary>The target of a request.</summary>
    public virtual string OfTarget(string target, SiteRequest? request)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || !MayHoldSecrets(request) ? target : target[..(query + 1)] + OfQuery(target[(query + 1)..]);
    }

    /// <summary>The page before: the vanity URL itself, or one of the OP.</summary>
    public virtual string OfReferer(string referer, SiteRequest? request)
    {
        var query = referer.IndexOf('?', StringComparison.Ordinal);
        if (query < 0) return referer;

        var page = referer[..query];
        var own = request is null || Reads(page, LastSegment(request.Site.RedirectUri.Path)) || Reads(page, $"//{MeasuredCalls.NameOf(request.Site.Provider)}/");
        return own ? page + "?" + Masked : referer;
    }

    private static bool MayHoldSecrets(SiteRequest? request)
    {
        if (request is not { IsUnderstood: true }) return true;

        var vanity = request.Site.RedirectUri.Path;
        return request.Path.Decoded.StartsWith(vanity, StringComparison.OrdinalIgnoreCase) || request.Path.Folded.StartsWith(vanity, StringComparison.OrdinalIgnoreCase);
    }

    private static string OfQuery(string query) => string.Join('&', query.Split('&').Select(part =>
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? part : part[..equals];
        return Names.Contains(name) ? equals < 0 ? name : name + "=" + Masked : Masked;
    }));

    private static bool Reads(string page, string part) =>
        page.Contains(part, StringComparison.OrdinalIgnoreCase) || Uri.UnescapeDataString(page).Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string LastSegment(string path) => path[path.LastIndexOf('/')..];
}
