using Gateway.FastCgi;
using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>What a script is told besides the headers: the request as it was judged, and who is signed in by exact names (design 8.5).</summary>
internal sealed class ScriptTransform(IdentityVariables identity) : TransformOfEverySite
{
    public override void Apply(TransformBuilderContext context) => context.AddRequestTransform(Tell);

    private ValueTask Tell(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<SiteFile>() is not { } file) return default;

        var request = SiteRequest.Of(context.HttpContext);
        var live = context.HttpContext.Features.Get<RequestMember>();
        var member = live?.Live is { } session ? identity.Exact(request.Site, session, live.Degraded) : [];
        var secrets = live?.Live is { } signedIn ? Secrets(signedIn.Session) : [];
        context.ProxyRequest.Options.Set(CgiRequest.Key, ScriptRequest.Of(context.HttpContext, file, request.RawQuery ?? "", member, secrets));
        return default;
    }

    // Whatever of it the site hands over: a page can get the others elsewhere.
    private static List<string> Secrets(Session session)
    {
        var secrets = new List<string>(4) { session.Tokens.AccessToken, session.IdToken };
        if (session.Tokens.RefreshToken is { } refresh) secrets.Add(refresh);
        if (session.UserInfoJwt is { } jwt) secrets.Add(jwt);
        return secrets;
    }
}
