using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Benchmarks.Roles;

/// <summary>YARP with one route and nothing else: the least that a proxy of this kind can cost.</summary>
internal static class Bare
{
    /// <summary>Answers how many bytes its process has allocated so far.</summary>
    public const string AllocatedPath = "/.allocated";

    public static WebApplication Build(int port, Uri upstream, int http2)
    {
        var app = Server(port, http2, services => services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "upstream", Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = upstream.AbsoluteUri } } }]));
        app.MapGet(AllocatedPath, () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        app.MapReverseProxy();
        return app;
    }

    /// <summary>A web server on loopback that logs nothing; 0: it speaks no HTTP/2.</summary>
    public static WebApplication Server(int port, int http2, Action<IServiceCollection> services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        services(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
            if (http2 > 0) kestrel.Listen(IPAddress.Loopback, http2, listen => listen.Protocols = HttpProtocols.Http2);
        });
        return builder.Build();
    }
}
