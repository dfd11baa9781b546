using System.Buffers;
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

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public bool Concerns(HttpContext context, Site site, Origin origin, string rawPath) =>
        listensTls && origin.IsHttps && context.Features.Get<ITlsHandshakeFeature>() is null
        && !ClientAddress.IsTrusted(context.Connection.RemoteIpAddress, site.TrustedProxies)
        && !IsChallenge(rawPath);

    public static void Write(HttpResponse response, string location)
    {
        OwnAnswer.Redirect(response, location);
        response.StatusCode = StatusCodes.Status308PermanentRedirect;   // a form that was posted arrives as one
    }

    // With a token behind it and no more (RFC 8555, 8.3): a path that leads out of the folder again is none.
    private static bool IsChallenge(string rawPath) =>
        rawPath.StartsWith(AcmePath, StringComparison.Ordinal) && rawPath.AsSpan(AcmePath.Length) is { IsEmpty: false } token && !token.ContainsAnyExcept(TokenCharacters);
}
