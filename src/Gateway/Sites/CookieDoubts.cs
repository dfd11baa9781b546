using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Sites whose session cookies are one to a browser, which knows no ports: whoever signs in at one of them is signed out of the other.</summary>
internal static class CookieDoubts
{
    public static void Report(IReadOnlyList<Site> sites, Setting at)
    {
        var first = new Dictionary<(string Name, string Reach, string Path), Site>();
        foreach (var site in sites)
        {
            foreach (var cookie in site.Origins.Select(origin => Cookie(site, origin)).Distinct().Where(cookie => !first.TryAdd(cookie, site)).DistinctBy(cookie => first[cookie]))
            {
                at.OfSite(site.Name)["Session"]["Cookie"]["Name"].Warn(
                    site.Session.CookieName,
                    $"is the name of the session cookie of site \"{first[cookie].Name}\" too, and a browser keeps one of that name for {cookie.Reach}, whatever the port: whoever signs in at one of the two is "
                    + "signed out of the other. Write another name.");
            }
        }
    }

    // By what a browser tells cookies apart.
    private static (string Name, string Reach, string Path) Cookie(Site site, Origin origin)
    {
        var cookie = site.Session.Cookie(origin.IsHttps);
        return (cookie.Name, cookie.Reach.Domain ?? origin.Host, cookie.Reach.Path);
    }
}
