using Gateway.Sessions;

namespace Gateway.Sites;

/// <summary>How long a session lives, and its cookie.</summary>
internal sealed record SessionSettings(TimeSpan InactivityTimeout, TimeSpan MaxDuration, string CookieName, SameSiteMode SameSite)
{
    /// <summary>The domain of all addresses of the site; null: each has its own cookie.</summary>
    public string? CookieDomain { get; init; }

    public string CookiePath { get; init; } = "/";

    /// <summary>The browser keeps the cookie beyond its end.</summary>
    public bool CookiePersists { get; init; }

    /// <summary>The cookie on an address of the site.</summary>
    public SessionCookie Cookie(bool https) =>
        SessionCookie.For(CookieName, https, SameSite, new CookieReach(CookieDomain, CookiePath, CookiePersists ? MaxDuration : null));
}
