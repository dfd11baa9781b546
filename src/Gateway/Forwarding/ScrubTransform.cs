using System.Net.Http.Headers;
using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>
/// Drops what the browser sent under names that are ours, a server's, or the site's own (design 8.2), before anything true is written.
/// </summary>
internal sealed class ScrubTransform : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(Scrub);

    private static ValueTask Scrub(RequestTransformContext context)
    {
        var http = context.HttpContext;
        var ofSite = SiteRequest.Of(http).Site.Identity.Forged;
        Drop(context.ProxyRequest.Headers, ofSite);
        if (!ofSite.IsEmpty && context.ProxyRequest.Content is { } content) Drop(content.Headers, ofSite);   // the client keeps some names there

        if (http.Features.Get<RequestMember>() is not null && HeaderScrub.HoldsBasic(http.Request.Headers.Authorization))
            context.ProxyRequest.Headers.Remove(HeaderNames.Authorization);
        return default;
    }

    private static void Drop(HttpHeaders headers, ForgedHeaders ofSite)
    {
        List<string>? dropped = null;
        foreach (var header in headers.NonValidated)
            if (HeaderScrub.Drops(header.Key, ofSite)) (dropped ??= []).Add(header.Key);
        if (dropped is not null)
            foreach (var name in dropped) headers.Remove(name);
    }
}
