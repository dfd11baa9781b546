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
        var settings = request.Site.Identity;
        var isScript = request.Folder.Upstream is FastCgiUpstream;   // gets the variables themselves, and such headers as Apache would tell it of
        if (!isScript || settings.HeadersReachScripts)
            PlainHeaders.Add(context.ProxyRequest.Headers, identity.Plain(request.Site, live, member.Degraded), isScript ? IdentityHeaders.Underscore : settings.Headers);
        if (settings.UserHeader is { } name) PlainHeaders.Set(context.ProxyRequest.Headers, name, live.Session.User);
        return default;
    }
}
