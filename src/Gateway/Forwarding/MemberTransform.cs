using System.Net.Http.Headers;
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
        var headers = context.ProxyRequest.Headers;
        if (request.Folder.Upstream is FastCgiUpstream)
        {
            // A script gets the variables themselves, and such headers as Apache would tell it of.
            if (settings.HeadersReachScripts) Add(headers, identity.Headers(request.Site, live, member.Degraded, VariableLimits.Exact, IdentityHeaders.Underscore));
        }
        else if (settings.Headers != IdentityHeaders.None)
        {
            Add(headers, identity.Headers(request.Site, live, member.Degraded, VariableLimits.Plain(settings.Headers), settings.Headers));
        }

        if (settings.UserHeader is { } name) PlainHeaders.Set(headers, name, live.Session.User);
        return default;
    }

    private static void Add(HttpRequestHeaders headers, IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        foreach (var (name, value) in lines) headers.TryAddWithoutValidation(name, value);
    }
}
