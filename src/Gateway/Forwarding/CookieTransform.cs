using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>
/// Our cookies stay with us: the upstream gets the others, byte for byte (design 5.1); where the gate has asked for a member, without those
/// that the site keeps from its pages.
/// </summary>
internal sealed class CookieTransform(CookiesAround ours) : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(KeepOurs);

    private ValueTask KeepOurs(RequestTransformContext context)
    {
        var http = context.HttpContext;
        context.ProxyRequest.Headers.Remove(HeaderNames.Cookie);
        var request = SiteRequest.Of(http);
        var kept = http.Features.Get<RequestMember>() is null ? [] : request.Site.Identity.StripCookies;
        if (OwnCookies.Without(http.Request.Headers.Cookie, ours.Of(request), kept) is { } others)
            context.ProxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, others);
        return default;
    }
}
