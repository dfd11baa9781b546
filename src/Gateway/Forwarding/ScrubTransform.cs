using Gateway.Identity;
using Gateway.Sessions;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>Drops what the browser sent under names that are ours or a server's (design 8.2), before anything true is written.</summary>
internal sealed class ScrubTransform : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(Scrub);

    private static ValueTask Scrub(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        List<string>? dropped = null;
        foreach (var header in headers.NonValidated)
            if (HeaderScrub.Drops(header.Key)) (dropped ??= []).Add(header.Key);
        if (dropped is not null)
            foreach (var name in dropped) headers.Remove(name);

        var http = context.HttpContext;
        if (http.Features.Get<RequestMember>() is not null && HeaderScrub.HoldsBasic(http.Request.Headers.Authorization)) headers.Remove(HeaderNames.Authorization);
        return default;
    }
}
