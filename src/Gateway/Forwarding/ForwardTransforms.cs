using System.Globalization;
using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Forwarding;

/// <summary>
/// The request as the upstream gets it: the browser's forgeries and our cookies dropped, the true identity and addresses written, the
/// very path that the rule was asked about.
/// </summary>
internal sealed class ForwardTransforms(IdentityVariables identity, CachePrivacy privacy, OwnCookieGuard cookies) : ITransformProvider
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddOriginalHost();
        context.AddRequestTransform(Scrub);
        context.AddRequestTransform(ShowMember);
        context.AddRequestTransform(Address);
        context.AddResponseTransform(Answer);
    }

    private static ValueTask Scrub(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        List<string>? dropped = null;
        foreach (var header in headers.NonValidated)
            if (HeaderScrub.Drops(header.Key)) (dropped ??= []).Add(header.Key);
        if (dropped is not null)
            foreach (var name in dropped) headers.Remove(name);

        var http = context.HttpContext;
        if (http.Features.Get<RequestMember>() is not null && HeaderScrub.IsBasic(http.Request.Headers.Authorization.ToString())) headers.Remove(HeaderNames.Authorization);

        headers.Remove(HeaderNames.Cookie);
        if (OwnCookies.Without(http.Request.Headers.Cookie, SiteRequest.Of(http).Site.Session.CookieName) is { } others)
            headers.TryAddWithoutValidation(HeaderNames.Cookie, others);
        return default;
    }

    private ValueTask ShowMember(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<RequestMember>() is not { Live: { } live } member) return default;

        var site = SiteRequest.Of(context.HttpContext).Site;
        PlainHeaders.Add(context.ProxyRequest.Headers, identity.Of(site, live, member.Degraded), site.Identity.Headers);
        return default;
    }

    private static ValueTask Address(RequestTransformContext context)
    {
        var request = SiteRequest.Of(context.HttpContext);
        var headers = context.ProxyRequest.Headers;
        headers.TryAddWithoutValidation("X-Forwarded-For", request.Client.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Origin.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Origin.Authority);
        headers.TryAddWithoutValidation("X-Forwarded-Port", request.Origin.Port.ToString(CultureInfo.InvariantCulture));

        var query = request.RawQuery is null ? "" : "?" + request.RawQuery;
        context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + request.Path.Encoded + query, AsWritten);
        return default;
    }

    private ValueTask Answer(ResponseTransformContext context)
    {
        if (context.ProxyResponse is null) return default;

        var request = SiteRequest.Of(context.HttpContext);
        LocationRewrite.Apply(context.HttpContext.Response.Headers, request, context.ProxyResponse.RequestMessage?.RequestUri);
        cookies.Apply(context.HttpContext, request.Site);
        if (context.HttpContext.Features.Get<RequestMember>() is not null && !request.Site.KeepCacheControl) privacy.Apply(context.HttpContext, request.Site);
        return default;
    }
}
