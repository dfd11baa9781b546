using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>Our cookies stay with us: the upstream gets the others, byte for byte (design 5.1).</summary>
internal sealed class CookieTransform : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(KeepOurs);

    private static ValueTask KeepOurs(RequestTransformContext context)
    {
        var http = context.HttpContext;
        context.ProxyRequest.Headers.Remove(HeaderNames.Cookie);
        if (OwnCookies.Without(http.Request.Headers.Cookie, SiteRequest.Of(http).Site.Session.CookieName) is { } others)
            context.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, others);
        return default;
    }
}
