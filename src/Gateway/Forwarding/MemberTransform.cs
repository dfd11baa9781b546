using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>Tells the upstream who is signed in, where the gate said that it may be told.</summary>
internal sealed class MemberTransform(IdentityVariables identity) : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(ShowMember);

    private ValueTask ShowMember(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<RequestMember>() is not { Live: { } live } member) return default;

        var request = SiteRequest.Of(context.HttpContext);
        if (request.Folder.Upstream is FastCgiUpstream) return default;   // a script gets the variables themselves

        PlainHeaders.Add(context.ProxyRequest.Headers, identity.Of(request.Site, live, member.Degraded, IdentityVariables.MostHeaderBytes), request.Site.Identity.Headers);
        return default;
    }
}
