using Gateway.Claims;
using Gateway.Rules;
using Gateway.Sessions;

namespace Gateway.Sites;

/// <summary>Which requests of a browser the session cookie goes along with.</summary>
internal static class SessionCookieSection
{
    /// <summary>Who holds the cookie is the member, so it goes to no more hosts than the site needs.</summary>
    public static string? Domain(string? written, Setting at, IReadOnlyList<Origin> origins)
    {
        if (at.Text(written) is not { } text) return null;

        var domain = text.TrimStart('.').ToLowerInvariant();
        var hosts = origins.Select(origin => origin.Host).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (domain.Split('.') is not [_, _, ..] labels || labels.Any(label => label.Length == 0 || !label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')) || domain.All(letter => char.IsAsciiDigit(letter) || letter == '.'))
            at.Refuse(text, "is no domain. Write one like example.com.");
        else if (hosts.Find(host => !IsIn(host, domain)) is { } outside)
            at.Refuse(text, $"is not the domain of {outside}, whose browsers would drop the cookie. Write the domain of all Origins, or leave it out.");
        else if (hosts.Count < 2)
            at.Refuse(text, "would show the sessions of a site with one host to every other host below that domain, and serve nothing. Leave it out.");
        else
            at.Warn(text, "sends the session cookie to every host below that domain: what runs there can act for any member who visits it. Leave it out if one login for each of the Origins is not needed.");
        return domain;
    }

    public static string Path(string? written, Setting at, VanityUrl? vanity, RuleTable? rules)
    {
        if (at.Text(written) is not { } text) return "/";
        if (!CanonicalPath.TryParse(text, PathEncodings.Utf8, out var path, out _) || path!.Decoded != text || text.Any(letter => letter is ';' or ',' or > '~'))
        {
            at.Refuse(text, "is no path for a cookie. Write one like /members.");
            return "/";
        }

        if (vanity is not null && !IsBelow(vanity.Path, text))
            at.Refuse(text, $"leaves out the vanity URL {Excerpt.Of(vanity.Path)}, where logins end and logouts begin. Write a folder around it.");
        if (rules?.Rules.FirstOrDefault(rule => rule.Pattern[0] == '/' && !IsBelow(rule.Pattern, text) && rule.Requirement.Evaluate(null) == Grant.NeedsUser) is { } lost)
            at.Refuse(text, $"leaves out \"{Excerpt.Of(lost.Pattern)}\" of Paths, where nobody could ever be signed in. Write a folder around it.");
        return text;
    }

    /// <summary>Browsers let no other host set a cookie named <c>__Host-</c>, and want it for all of its host; a domain has had its warning.</summary>
    public static void Prefix(CookieReach reach, Setting at, IReadOnlyList<Origin> origins)
    {
        if (reach.Domain is not null || reach.Path == CookieReach.OneHost.Path || !origins.Any(origin => origin.IsHttps)) return;

        at.Warn(reach.Path, "gives the session cookie the prefix __Secure- instead of __Host-: another host of the same domain can then set a cookie of that name, and so sign a member in as somebody else. "
            + "Leave it out if the cookie may go to all of this host.");
    }

    private static bool IsIn(string host, string domain) => host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    // RFC 6265, 5.1.4.
    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal);
}
