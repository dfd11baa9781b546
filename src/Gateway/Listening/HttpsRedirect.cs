using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Gateway.Listening;

/// <summary>
/// Plain http for a site that is https is sent there, if it is us who speak TLS. A trusted proxy has spoken it already, and whoever renews
/// a certificate is answered by the upstream.
/// </summary>
internal sealed class HttpsRedirect(bool listensTls)
{
    private const string AcmePath = "/.well-known/acme-challenge/";

    public bool Concerns(HttpContext context, Site site, Origin origin, string rawPath) =>
        listensTls && origin.IsHttps && context.Features.Get<ITlsHandshakeFeature>() is null
        && !ClientAddress.IsTrusted(context.Connection.RemoteIpAddress, site.TrustedProxies)
        && !rawPath.StartsWith(AcmePath, StringComparison.Ordinal);

    public static void Write(HttpResponse response, string location)
    {
        OwnAnswer.Redirect(response, location);
        response.StatusCode = StatusCodes.Status308PermanentRedirect;   // a form that was posted arrives as one
    }
}
