using Gateway.Sessions;
using Gateway.Sites;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>The upstream's answer as the browser gets it: its own address unseen, no cookie of ours set, no order to a server, no member's page for shared caches.</summary>
internal sealed class AnswerTransform(CachePrivacy privacy, OwnCookieGuard cookies, ServerOrders orders) : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddResponseTransform(Answer);

    /// <summary>A request feature: the upstream has answered, and its answer is on the way.</summary>
    public sealed class Passed
    {
        public static readonly Passed On = new();
    }

    private ValueTask Answer(ResponseTransformContext context)
    {
        if (context.ProxyResponse is null) return default;
        context.HttpContext.Features.Set(Passed.On);

        var request = SiteRequest.Of(context.HttpContext);
        LocationRewrite.Apply(context.HttpContext.Response.Headers, request, context.ProxyResponse.RequestMessage?.RequestUri);
        cookies.Apply(context.HttpContext, request);
        orders.Remove(context.HttpContext, request.Site);
        if (context.HttpContext.Features.Get<RequestMember>() is not null) privacy.Apply(context.HttpContext, request.Site);
        return default;
    }
}
