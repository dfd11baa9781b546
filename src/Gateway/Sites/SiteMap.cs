using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// Finds the site of a request by its <c>Host</c>, for everybody who must not answer for another site. Two origins that one
/// <c>Host</c> could mean are refused when the configuration is read.
/// </summary>
internal sealed class SiteMap
{
    private readonly FrozenDictionary<string, (Site Site, Origin Origin)> _byHost;
    private readonly FrozenDictionary<string, SiteCertificate> _certificates;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _cookies;

    public SiteMap(IReadOnlyList<Site> sites)
    {
        All = sites;
        _byHost = sites
            .SelectMany(site => site.Origins, (site, origin) => (Site: site, Origin: origin))
            .SelectMany(pair => Hosts(pair.Origin), (pair, host) => (host, pair))
            .ToFrozenDictionary(entry => entry.host, entry => entry.pair, StringComparer.OrdinalIgnoreCase);
        _certificates = sites
            .Where(site => site.Certificate is not null)
            .SelectMany(site => site.Origins.Where(origin => origin.IsHttps), (site, origin) => (origin.Host, site.Certificate))
            .DistinctBy(entry => entry.Host, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(entry => entry.Host, entry => entry.Certificate!, StringComparer.OrdinalIgnoreCase);
        var wide = sites.Where(site => site.Session.Reach?.Domain is not null).ToList();
        _cookies = sites.SelectMany(site => site.Origins, (site, origin) => (origin.Host, Site: site)).ToLookup(pair => pair.Host, pair => pair.Site, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(at => at.Key, at => Cookies(at.Concat(wide.Where(site => Covers(site.Session.Reach!.Value.Domain!, at.Key)))), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<Site> All { get; }

    /// <summary>The certificate for a name in a TLS handshake, where no port is told; null when no site with that https host has one.</summary>
    public SiteCertificate? CertificateOf(string name) => _certificates.GetValueOrDefault(name);

    /// <summary>The names of all cookies of ours that a browser brings along to this host, whatever the port.</summary>
    public IReadOnlyList<string> OwnCookiesAt(string host) => _cookies.GetValueOrDefault(host, []);

    private static IReadOnlyList<string> Cookies(IEnumerable<Site> sites) => [.. sites.SelectMany(site => site.Session.OwnCookies).Distinct(StringComparer.Ordinal)];

    private static bool Covers(string domain, string host) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>The texts of <c>Host</c> that mean this origin: with its port, and without it when that is the scheme's own.</summary>
    public static IEnumerable<string> Hosts(Origin origin)
    {
        var port = ":" + origin.Port.ToString(CultureInfo.InvariantCulture);
        var authority = origin.Authority;
        return authority.EndsWith(port, StringComparison.Ordinal) ? [authority] : [authority, authority + port];
    }

    /// <summary>The host as the browser sent it, in any letter case. No other form of it is a match: no trailing dot, no user.</summary>
    public bool TryFind(string host, [NotNullWhen(true)] out Site? site, [NotNullWhen(true)] out Origin? origin)
    {
        var found = _byHost.TryGetValue(host, out var pair);
        (site, origin) = pair;
        return found;
    }
}
