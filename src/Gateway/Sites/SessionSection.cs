using Gateway.Rules;
using Gateway.Sessions;

namespace Gateway.Sites;

/// <summary>How long a session lives, and its cookie.</summary>
internal static class SessionSection
{
    private const string BindingCookie = "gateway-login";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static SessionSettings Read(SessionOptions? written, Setting at, IReadOnlyList<Origin> origins, VanityUrl? vanity, RuleTable? rules)
    {
        var options = at.Known(written, ConfigurationJson.Default.SessionOptions);
        var inactivity = at["InactivityTimeout"].Duration(
            options.InactivityTimeout, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), Longest);
        var most = at["MaxDuration"].Duration(options.MaxDuration, TimeSpan.FromHours(8), TimeSpan.FromSeconds(15), Longest);
        var cookie = at["Cookie"].Known(options.Cookie, ConfigurationJson.Default.SessionCookieOptions);
        return new SessionSettings(
            inactivity,
            most,
            CookieName(cookie.Name, at["Cookie"]["Name"]),
            SameSite(cookie.SameSite, at["Cookie"]["SameSite"], origins),
            Reach(cookie, most, at["Cookie"], origins, vanity, rules));
    }

    private static CookieReach? Reach(SessionCookieOptions cookie, TimeSpan most, Setting at, IReadOnlyList<Origin> origins, VanityUrl? vanity, RuleTable? rules)
    {
        var reach = new CookieReach(
            SessionCookieSection.Domain(cookie.Domain, at["Domain"], origins),
            SessionCookieSection.Path(cookie.Path, at["Path"], vanity, rules),
            cookie.Persistent == true ? most : null);
        SessionCookieSection.Prefix(reach, at["Path"], origins);
        return reach == CookieReach.OneHost ? null : reach;
    }

    private static string CookieName(string? written, Setting at)
    {
        var name = at.Text(written) ?? "gateway";
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
        {
            at.Refuse(name, "is no cookie name. Write letters, digits, _, - and . only.");
        }
        else if (name.StartsWith("__", StringComparison.Ordinal))
        {
            at.Refuse(
                name,
                "begins with two underscores, which browsers give a meaning. Leave them out: __Host- is put in front on https.");
        }
        else if (name.Equals(BindingCookie, StringComparison.OrdinalIgnoreCase))
        {
            at.Refuse(name, "is the name of the login's own cookie. Write another one.");
        }

        return name;
    }

    private static SameSiteMode SameSite(string? written, Setting at, IReadOnlyList<Origin> origins)
    {
        var mode = at.Choice(written, ("Lax", SameSiteMode.Lax), ("Strict", SameSiteMode.Strict), ("None", SameSiteMode.None));
        if (mode == SameSiteMode.None && origins.Any(origin => !origin.IsHttps))
        {
            at.Refuse("None", "is for https only: browsers drop the cookie on plain http. Write Lax, or https in Origins.");
        }

        return mode;
    }
}
