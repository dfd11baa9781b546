namespace Gateway.Sites;

/// <summary>
/// The names of all cookies of ours that a browser brings along to a site: its own, those of sites at the same host, for browsers know no ports
/// there, and those of a domain around it. Who has a session cookie is that site's member. Open to inheritance, so that a test can take it out
/// and see what then fails.
/// </summary>
internal class CookiesAround(CurrentConfiguration current)
{
    public virtual IReadOnlyList<string> Of(SiteRequest request)
    {
        var (session, all) = (request.Site.Session, current.Value.Sites.OwnCookiesAt(request.Origin.Host));
        return all.Contains(session.CookieName) ? all : [.. session.OwnCookies, .. all];   // after a reload the two may be of different generations
    }
}
