using System.Net;
using System.Text;
using Gateway.Sites;
using Microsoft.AspNetCore.Server.Kestrel.Core;

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
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = HeaderLines;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (var address in configuration.Listen) Listen(kestrel, address);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address)
    {
        if (address.IsLoopback && address.HostNameType == UriHostNameType.Dns) kestrel.ListenLocalhost(address.Port);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port);
        else kestrel.ListenAnyIP(address.Port);
    }
}
