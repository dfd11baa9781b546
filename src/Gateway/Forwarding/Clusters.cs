using Gateway.FastCgi;
using Gateway.Sites;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Gateway.Forwarding;

/// <summary>Sites as YARP sees them: one cluster a site and generation, one route that catches all. Rules choose nothing here.</summary>
internal static class Clusters
{
    private const string Latin1 = "iso-8859-1";

    public static IReadOnlyList<RouteConfig> Routes(IReadOnlyList<Site> sites) =>
    [
        new RouteConfig { RouteId = "all", ClusterId = sites[0].Scheme, Match = new RouteMatch { Path = "{**all}" } },
    ];

    public static IReadOnlyList<ClusterConfig> Of(IReadOnlyList<Site> sites) => [.. sites.Select(Of)];

    private static ClusterConfig Of(Site site) => new()
    {
        ClusterId = site.Scheme,
        Destinations = Destinations(site.Upstream),
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = LeaveAlone.PolicyName },
        },
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = Latin1, ResponseHeaderEncoding = Latin1 },
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = site.Timeouts.Idle },
        Metadata = new Dictionary<string, string>
        {
            [FirstByteLimit.Metadata] = site.Timeouts.FirstByte.ToString("c"),
            [UpstreamTransports.Kind] = site.Upstream.GetType().Name,
        },
    };

    private static Dictionary<string, DestinationConfig> Destinations(SiteUpstream upstream) => upstream switch
    {
        HttpUpstream http => new() { ["upstream"] = new() { Address = http.Address.AbsoluteUri } },
        FastCgiUpstream php => php.Application.Addresses
            .Select((address, number) => (address.Text, Address: FastCgiApplication.Destination(number).AbsoluteUri))
            .ToDictionary(one => one.Text, one => new DestinationConfig { Address = one.Address }),
        _ => throw new InvalidOperationException($"No cluster for {upstream}."),
    };
}
