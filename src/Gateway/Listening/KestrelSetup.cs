using System.Net;
using System.Text;
using Gateway.Sites;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Gateway.Listening;

/// <summary>
/// How Kestrel listens: the addresses of <c>Listen</c>, header bytes passed as they came, request lines and headers bounded, bodies and
/// slow readers not (the upstream decides about uploads, and a paused video is no attack).
/// </summary>
internal static class KestrelSetup
{
    private const int RequestLineBytes = 8 * 1024;
    private const int HeaderBytes = 32 * 1024;
    private const int HeaderLines = 100;

    /// <summary>Call before the host is built: line ends must be CR LF (RFC 9112, 2.2), or two parsers may read two requests.</summary>
    public static void RefuseBareLineFeeds() =>
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    public static void Configure(KestrelServerOptions kestrel, GatewayConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = static name => name == HeaderNames.ContentLength ? PlainDigits.Only : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = HeaderLines;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
        kestrel.Limits.Http2.HeaderTableSize = HpackTable.MostBytes;
        foreach (var address in configuration.Listen) Listen(kestrel, address);
        if (configuration.Kestrel is { } json) Listen(kestrel, new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address)
    {
        if (address.IsLoopback && address.HostNameType == UriHostNameType.Dns) kestrel.ListenLocalhost(address.Port, Protocols);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port, Protocols);
        else kestrel.ListenAnyIP(address.Port, Protocols);

        void Protocols(ListenOptions listen)
        {
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                var certificates = kestrel.ApplicationServices.GetRequiredService<Certificates>();
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = certificates.SelectAsync });
                LimitHttp2(listen);
            }

            listen.Use(Http1Limits.Before);
        }
    }

    // The server puts TLS in behind what is put in here, but for an endpoint that has it. Several certificates (Sni) it puts in alone: such an
    // endpoint has no limits of ours.
    private static void Listen(KestrelServerOptions kestrel, IConfigurationRoot section)
    {
        var loader = kestrel.Configure(section);
        foreach (var name in section.GetSection("Endpoints").GetChildren().Where(one => !one.GetSection("Sni").Exists()).Select(one => one.Key))
        {
            loader.Endpoint(name, static endpoint =>
            {
                if (endpoint.IsHttps) LimitHttp2(endpoint.ListenOptions.UseHttps(endpoint.HttpsOptions));
                endpoint.ListenOptions.Use(Http1Limits.Before);
            });
        }
    }

    private static void LimitHttp2(ListenOptions listen) => listen.Use(listen.ApplicationServices.GetRequiredService<Http2Limits>().Before);
}
