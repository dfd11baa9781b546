using Gateway.FastCgi;
using Gateway.Sites;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Gateway.Forwarding;

/// <summary>Sites as YARP sees them: one cluster for each folder of a site and generation, one route that catches all. Rules choose nothing here.</summary>
internal static class Clusters
{
    private const string Latin1 = "iso-8859-1";

    private const string Nowhere = "nowhere";

    /// <summary>Leads nowhere by itself: who sends a request on says to which cluster.</summary>
    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        new RouteConfig { RouteId = "all", ClusterId = Nowhere, Match = new RouteMatch { Path = "{**all}" } },
    ];

    public static IReadOnlyList<ClusterConfig> Of(IReadOnlyList<Site> sites) => [Empty, .. sites.SelectMany(site => site.Upstreams.All, Of)];

    public static string NameOf(Site site, UpstreamFolder folder) => folder.Prefix == "/" ? site.Scheme : site.Scheme + folder.Prefix;

    private static readonly ClusterConfig Empty = new()
    {
        ClusterId = Nowhere,
        Metadata = new Dictionary<string, string> { [FirstByteLimit.Metadata] = TimeSpan.Zero.ToString("c"), [UpstreamTransports.Kind] = "" },
    };

    private static ClusterConfig Of(Site site, UpstreamFolder folder) => new()
    {
        ClusterId = NameOf(site, folder),
        Destinations = Destinations(folder.Upstream),
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
            [UpstreamTransports.Kind] = folder.Upstream.GetType().Name,
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
