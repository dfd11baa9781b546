using Gateway.Sites;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

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
        Destinations = new Dictionary<string, DestinationConfig> { ["upstream"] = new() { Address = site.Upstream.AbsoluteUri } },
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = Latin1, ResponseHeaderEncoding = Latin1 },
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = site.Timeouts.Idle },
        Metadata = new Dictionary<string, string> { [FirstByteLimit.Metadata] = site.Timeouts.FirstByte.ToString("c") },
    };
}
