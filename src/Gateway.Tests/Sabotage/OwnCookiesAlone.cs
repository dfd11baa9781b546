using Gateway.Sites;

namespace Gateway.Tests.Sabotage;

/// <summary>A site knows its own session cookie and nobody else's.</summary>
internal sealed class OwnCookiesAlone(CurrentConfiguration current) : CookiesAround(current)
{
    public override IReadOnlyList<string> Of(SiteRequest request) => request.Site.Session.OwnCookies;
}
