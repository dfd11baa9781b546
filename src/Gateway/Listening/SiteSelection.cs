using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Listening;

/// <summary>
/// The first step of every request: is it one request, for a site of ours, with a path that means one thing? From here on the request has
/// its <see cref="SiteRequest"/> and keeps it, whatever is reloaded meanwhile.
/// </summary>
internal sealed class SiteSelection(CurrentConfiguration current, ILoginsUnderWay logins, ServerNameFit names, HttpsRedirect redirect, ErrorPage errors) : IMiddleware
{
    private static readonly Refusal BadPath = new(StatusCodes.Status400BadRequest, "path_refused", "This address cannot be opened",
        "The link is damaged or was changed on its way here. Please go back and try another one.");

    private static readonly Refusal BadHost = new(StatusCodes.Status400BadRequest, "host_malformed", "Bad request.", "");
    private static readonly Refusal BadTarget = new(StatusCodes.Status400BadRequest, "request_target", "Bad request.", "");
    private static readonly Refusal UnknownHost = new(StatusCodes.Status421MisdirectedRequest, "host_unknown", "This host is not served here.", "");
    private static readonly Refusal OtherName = new(StatusCodes.Status421MisdirectedRequest, "host_of_other_site", "This host is not served here.", "");

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var generation = current.Enter();
        try
        {
            await SelectAsync(context, next, generation.Configuration);
        }
        finally
        {
            generation.Leave();
        }
    }

    private Task SelectAsync(HttpContext context, RequestDelegate next, GatewayConfiguration configuration)
    {
        if (RequestForm.Judge(context) is { } refusal) return errors.WriteTextAsync(context, refusal);
        if (RequestHost.Find(context, configuration) is not { } host) return errors.WriteTextAsync(context, BadHost);

        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = RequestTarget.TrySplit(raw, context.Request.Headers.Host.ToString(), out var rawPath, out var query) ? (rawPath, query) : default;
        if (BeganEarlier(host, target.rawPath, target.query) is { } earlier) return FinishLoginAsync(context, next, earlier, host, target);
        if (!configuration.Sites.TryFind(host, out var site, out var origin))
            return errors.WriteTextAsync(context, UnknownHost with { Detail = host });
        return target.rawPath is null ? errors.WriteTextAsync(context, BadTarget) : GoOnAsync(context, next, site, origin, target);
    }

    // A login under way ends with the generation of its site with which it began (H13).
    private Generation? BeganEarlier(string host, string? rawPath, string? query)
    {
        if (rawPath is null || query is null) return null;

        foreach (var earlier in current.Earlier)
            if (earlier.Configuration.Sites.TryFind(host, out var site, out _) && logins.BeganWith(site, rawPath, query) && earlier.TryEnter()) return earlier;
        return null;
    }

    private async Task FinishLoginAsync(HttpContext context, RequestDelegate next, Generation entered, string host, (string RawPath, string? Query) target)
    {
        try
        {
            if (entered.Configuration.Sites.TryFind(host, out var site, out var origin)) await GoOnAsync(context, next, site, origin, target);
        }
        finally
        {
            entered.Leave();
        }
    }

    private Task GoOnAsync(HttpContext context, RequestDelegate next, Site site, Origin origin, (string RawPath, string? Query) target)
    {
        if (!names.Fits(context, site)) return errors.WriteTextAsync(context, OtherName with { Detail = origin.Host });
        if (redirect.Concerns(context, site, origin, target.RawPath))
        {
            HttpsRedirect.Write(context.Response, origin + (target.Query is null ? target.RawPath : $"{target.RawPath}?{target.Query}"));
            return Task.CompletedTask;
        }

        if (CanonicalPath.TryParse(target.RawPath, site.PathEncoding, out var path, out var fault)) fault = RequestTarget.QueryFault(target.Query);
        context.Features.Set(new SiteRequest
        {
            Site = site,
            Origin = origin,
            Understood = path,
            RawPath = target.RawPath,
            RawQuery = target.Query,
            Method = RequestForm.IsWebSocketOverHttp2(context) ? HttpMethods.Get : context.Request.Method,
            Client = ClientAddress.Find(context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"], site.TrustedProxies),
        });
        return fault is null ? next(context) : errors.WriteAsync(context, BadPath with { Detail = fault });
    }
}
