using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Forwarding;

/// <summary>
/// The one way out of HTTP is a WebSocket, asked for by GET. A browser sends a member's cookies with one from any page, so only pages of
/// the site and of <c>WebSocketOrigins</c> may open it. Every other upgrade is no upgrade: the request goes on without (RFC 9110, 7.8).
/// </summary>
internal sealed class WebSocketGuard(ErrorPage errors) : IMiddleware
{
    private const string Protocol = "websocket";

    private static readonly Refusal Foreign = new(StatusCodes.Status403Forbidden, "websocket_origin", "This connection is not allowed",
        "A page of another site has asked for it.") { ScriptError = "denied" };

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        var isUpgrade = headers.Upgrade.Count > 0 && !IsWebSocket(context.Request);
        if (isUpgrade) headers.Remove("Upgrade");
        if (headers.Upgrade.Count == 0 && !IsOverHttp2(context)) return next(context);

        // Programs that are no browsers send no Origin, and no member's cookies against his will.
        var site = SiteRequest.Of(context).Site;
        return headers.Origin.Count == 0 || (Origin.TryParse(headers.Origin.ToString(), out var origin, out _) && site.WebSocketOrigins.Contains(origin!))
            ? next(context)
            : errors.WriteAsync(context, Foreign with { Detail = headers.Origin.ToString() });
    }

    /// <summary>Of extended CONNECT only WebSockets have come as far as here.</summary>
    public static bool IsOverHttp2(HttpContext context) => context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static bool IsWebSocket(HttpRequest request) =>
        string.Equals(request.Headers.Upgrade, Protocol, StringComparison.OrdinalIgnoreCase) && HttpMethods.IsGet(request.Method);
}
