using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The vanity URL: a path on every origin of the site, or on the one that an absolute <c>RedirectUri</c> fixes.</summary>
internal sealed record VanityUrl(string Path, Origin? Fixed)
{
    /// <summary>The absolute URL for a request that came in on this origin.</summary>
    public string On(Origin request) => (Fixed ?? request) + Path;
}
