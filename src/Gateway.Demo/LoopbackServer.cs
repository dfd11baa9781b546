using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Gateway.Demo;

/// <summary>A bare web server on 127.0.0.1 that logs nothing and reads no configuration: what the parts of the demo run on.</summary>
internal static class LoopbackServer
{
    private const long LargestBody = 64 * 1024;

    /// <summary>Starts on the port, or on any free one when it is 0.</summary>
    public static async Task<WebApplication> StartAsync(int port, string part, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception refusal) when (Why(refusal) is not null)
        {
            await app.DisposeAsync();
            throw new PortRefusedException(port, part, Why(refusal)!, refusal);
        }

        return app;
    }

    /// <summary>The address it listens on, without a slash at the end.</summary>
    public static string AddressOf(WebApplication app) => app.Urls.Single().TrimEnd('/');

    /// <summary>Why the port could not be had; null when something else went wrong.</summary>
    public static string? Why(Exception refusal) => refusal switch
    {
        IOException { InnerException: AddressInUseException } => "is in use",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "is in use",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "may not be opened by this user",
        _ => null,
    };
}
