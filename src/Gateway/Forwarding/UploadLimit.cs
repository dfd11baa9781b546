using System.Globalization;
using Gateway.Pages;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Forwarding;

/// <summary>
/// The site's limit on request bodies (<c>Limits.RequestBody</c>): one that tells its length is refused before anything of it is read, one
/// that does not is stopped when it passes the limit. What a WebSocket says is no upload.
/// </summary>
internal sealed class UploadLimit(ErrorPage errors) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var most = SiteRequest.Of(context).Site.Limits.RequestBody;
        if (most == 0 || WebSocketGuard.IsOverHttp2(context)) return next(context);
        if (context.Request.ContentLength is { } length && length > most) return RefuseAsync(context, length);

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
        return next(context);
    }

    private Task RefuseAsync(HttpContext context, long length)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.Headers.Connection = "close";   // what is on its way is not waited for
        return errors.WriteAsync(context, UploadRefusals.TooLarge with { Detail = length.ToString(CultureInfo.InvariantCulture) + " bytes" });
    }
}
