using System.Globalization;
using System.Net;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Benchmarks.Roles;

/// <summary>YARP with one route and nothing else: the least that a proxy of this kind can cost.</summary>
internal static class Bare
{
    /// <summary>Answers how many bytes its process has allocated so far.</summary>
    public const string AllocatedPath = "/.allocated";

    public static WebApplication Build(int port, Uri upstream)
    {
        var app = Server(port, services => services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = upstream.AbsoluteUri } } }]));
        app.MapGet(AllocatedPath, () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        app.MapReverseProxy();
        return app;
    }

    /// <summary>A web server on loopback that logs nothing.</summary>
    public static WebApplication Server(int port, Action<IServiceCollection> services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        services(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder.Build();
    }
}
