using Gateway.Sessions;

namespace Gateway.Sites;

/// <summary>How long a session lives, and its cookie.</summary>
/// <param name="Reach">Which requests the cookie goes along with; null: those to its own host, while the browser runs.</param>
internal sealed record SessionSettings(TimeSpan InactivityTimeout, TimeSpan MaxDuration, string CookieName, SameSiteMode SameSite, CookieReach? Reach = null)
{
    private readonly SessionCookie _overTls = SessionCookie.For(CookieName, https: true, SameSite, Reach ?? CookieReach.OneHost);
    private readonly SessionCookie _plain = SessionCookie.For(CookieName, https: false, SameSite, Reach ?? CookieReach.OneHost);

    /// <summary>The names of all cookies of ours on the site.</summary>
    public IReadOnlyList<string> OwnCookies => Sessions.OwnCookies.Names(CookieName);

    /// <summary>The cookie on an address of the site.</summary>
    public SessionCookie Cookie(bool https) => https ? _overTls : _plain;
}
