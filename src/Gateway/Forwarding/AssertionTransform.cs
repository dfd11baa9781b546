using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>Signs every request to a web server, public ones too, for servers that believe nothing else (design 8.3).</summary>
internal sealed class AssertionTransform(GatewayAssertion assertion, IdentityVariables identity) : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(Sign);

    private ValueTask Sign(RequestTransformContext context)
    {
        var request = SiteRequest.Of(context.HttpContext);
        if (request.Site.UpstreamSecret is not { } secret || request.Folder.Upstream is not HttpUpstream) return default;

        var member = secret.Proof.HasFlag(UpstreamProof.Assertion) && context.HttpContext.Features.Get<RequestMember>() is { Live: { } live } shown
            ? identity.Exact(request.Site, live, shown.Degraded)
            : [];
        assertion.Add(context.ProxyRequest.Headers, context.HttpContext, secret, request.Method, request.UpstreamTarget, member);
        return default;
    }
}
