using System.Globalization;
using Gateway.Claims;
using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>One virtual host, or the whole text where it has none: its own directives, and with those of the server before them.</summary>
internal sealed record VirtualHost(ApacheDirective? Section, IReadOnlyList<ApacheDirective> Own, IReadOnlyList<ApacheDirective> All)
{
    // As often as it is asked for one directive or another.
    private const int LooksThrough = 5;

    /// <summary>Names without a port, the first one that of the host.</summary>
    public IReadOnlyList<string> Names =>
        [.. Own.Where(one => one.Is("ServerName")).TakeLast(1).Concat(Own.Where(one => one.Is("ServerAlias"))).SelectMany(one => one.Words).Select(HostOf).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether members are signed in here: there is a redirect URI, and somewhere the module's AuthType.</summary>
    public bool HasMembers => Last("OIDCRedirectURI") is not null && Deep(All, "AuthType").Any(one => IsOurs(one.FirstWord));

    /// <summary>Whether browsers come by https: TLS is spoken here, or the addresses say so.</summary>
    public bool IsHttps =>
        SpeaksTls || (Last("ServerName")?.FirstWord.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ?? false)
        || (Last("OIDCRedirectURI")?.FirstWord.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ?? false) || Port == "443";

    public bool SpeaksTls => Last("SSLEngine")?.FirstWord.Equals("on", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Whether its addresses name no port.</summary>
    public bool HasUsualPort => Port is "" or "*" or "80" or "443";

    // As browsers know it, where the name says so: what the section listens at may lie behind a balancer.
    private string Port => NamedPort ?? ListeningPort;

    private string? NamedPort => Last("ServerName")?.FirstWord is { } name
        ? Uri.TryCreate(name.Contains("://", StringComparison.Ordinal) ? name : $"tcp://{name}", UriKind.Absolute, out var url) && url.Port > 0 ? url.Port.ToString(CultureInfo.InvariantCulture) : null
        : null;

    private string ListeningPort => Section?.FirstWord is { } address && address.LastIndexOf(':') is var at and >= 0 ? address[(at + 1)..] : "";

    /// <param name="budget">Every host is looked through with all that stands outside of hosts.</param>
    public static IReadOnlyList<VirtualHost> Of(IReadOnlyList<ApacheDirective> tree, StepBudget budget)
    {
        var server = Sections.Flat(tree).Where(one => !one.Is("VirtualHost") && !HoldsHost(one)).ToList();
        var hosts = Deep(tree, "VirtualHost").Select(section => (Section: section, Own: Sections.Flat(section.Children ?? []).ToList())).ToList();
        foreach (var host in hosts) budget.Take(host.Section, LooksThrough * (server.Count + host.Own.Count));
        return hosts.Count == 0
            ? [new VirtualHost(null, server, server)]
            : [.. hosts.Select(host => new VirtualHost(host.Section, host.Own, [.. server, .. host.Own]))];
    }

    public static bool IsOurs(string authType) =>
        authType.Equals("openid-connect", StringComparison.OrdinalIgnoreCase) || authType.Equals("auth-openidc", StringComparison.OrdinalIgnoreCase);

    /// <summary>Every one of this name, however deep.</summary>
    public static IEnumerable<ApacheDirective> Deep(IEnumerable<ApacheDirective> directives, string name) =>
        directives.SelectMany(one => (one.Is(name) ? [one] : Array.Empty<ApacheDirective>()).Concat(Deep(one.Children ?? [], name)));

    /// <summary>The one that counts, outside of sections.</summary>
    public ApacheDirective? Last(string name) => All.LastOrDefault(one => one.Is(name));

    /// <summary>Scheme and host of every address, as far as the text tells them.</summary>
    public IReadOnlyList<string> Origins(Findings findings)
    {
        var origins = new List<string>();
        foreach (var name in Names)
        {
            var port = HasUsualPort ? "" : ":" + Port;
            var origin = $"{(IsHttps ? "https" : "http")}://{name}{port}";
            if (name.Contains('*', StringComparison.Ordinal) || !Origin.TryParse(origin, out _, out _))
                findings.NeedsDecision(Own.Last(one => one.IsAnyOf("ServerAlias", "ServerName") && one.Words.Any(word => HostOf(word).Equals(name, StringComparison.OrdinalIgnoreCase))), $"{Excerpt.Of(name)} is no address of one host. Write each host into Origins.");
            else origins.Add(origin);
        }

        return origins;
    }

    private static bool HoldsHost(ApacheDirective directive) => Deep(directive.Children ?? [], "VirtualHost").Any();

    private static string HostOf(string written)
    {
        var start = written.IndexOf("://", StringComparison.Ordinal);
        var host = start < 0 ? written : written[(start + 3)..];
        var colon = host.LastIndexOf(':');
        return colon > 0 && !host.EndsWith(']') ? host[..colon] : host;
    }
}
