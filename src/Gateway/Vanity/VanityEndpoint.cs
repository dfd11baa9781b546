using Gateway.Pages;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Vanity;

/// <summary>
/// The vanity URL answers by its query, whatever file lies there upstream: authorization response, refresh, logout, info; bare a blank
/// 200. One action a request, by its exact name.
/// </summary>
internal sealed class VanityEndpoint(RefreshAction refresh, LogoutAction logout, BackChannelLogout backChannel, InfoAction info, ErrorPage errors) : IMiddleware
{
    private static readonly string[] ResponseParameters = ["code", "error", "state", "id_token", "access_token"];

    private static readonly Refusal Invalid = new(StatusCodes.Status400BadRequest, "vanity_invalid", "This link does not work",
        "The address is not complete, or it was changed on its way here. Please go back and try another link.");

    private static readonly Refusal Prefetch = new(StatusCodes.Status503ServiceUnavailable, "vanity_prefetch", "Not fetched ahead",
        "This address is only answered when it is really opened.");

    private static readonly Refusal Method = new(StatusCodes.Status405MethodNotAllowed, "vanity_method", "This link does not work",
        "This address is opened with GET or POST.");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = SiteRequest.Of(context);
        if (!string.Equals(request.Path.Decoded, request.Site.RedirectUri.Path, StringComparison.Ordinal)) return next(context);
        if (VanityQuery.Parse(request.RawQuery) is not { } query) return errors.WriteAsync(context, Invalid with { Detail = "the query is malformed" });

        var method = context.Request.Method;
        var bare = query.IsEmpty;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsPost(method) && !(HttpMethods.IsHead(method) && (bare || query.Has("info"))))
        {
            context.Response.Headers.Allow = "GET, POST";
            return errors.WriteAsync(context, Method);
        }

        if (!bare && ForeignPage.IsPrefetch(context.Request)) return errors.WriteAsync(context, Prefetch);
        return bare ? BareAsync(context, request.Site) : ActAsync(context, request, query);
    }

    private Task ActAsync(HttpContext context, SiteRequest request, VanityQuery query)
    {
        var response = !query.Has("refresh") && ResponseParameters.Any(query.Has);
        var actions = (query.Has("refresh") ? 1 : 0) + (query.Has("logout") ? 1 : 0) + (query.Has("info") ? 1 : 0)
            + (response || query.Has("code") || query.Has("error") ? 1 : 0);
        if (actions != 1) return errors.WriteAsync(context, Invalid with { Detail = actions == 0 ? "no action" : "several actions" });
        if (response) return AuthorizationResponseAsync(context, request.Site);
        if (query.HasDoubles) return errors.WriteAsync(context, Invalid with { Detail = "a parameter is given twice" });

        // As recorded of the module: a word without a value is no action, and session information is not asked for by form.
        var action = query.Has("refresh") ? "refresh" : query.Has("logout") ? "logout" : "info";
        if (query.IsBare(action)) return errors.WriteAsync(context, Invalid with { Detail = "an action without a value" });
        if (action == "info" && HttpMethods.IsPost(context.Request.Method)) return errors.WriteAsync(context, Invalid with { Detail = "info by POST" });

        return action switch
        {
            "refresh" => refresh.RunAsync(context, query),
            "logout" when request.Site.Logout.BackChannel && query["logout"] == BackChannelLogout.Name => backChannel.RunAsync(context),
            "logout" => logout.RunAsync(context, query),
            _ => info.RunAsync(context, query),
        };
    }

    // By query, or by form where the site says so: what comes the other way is no answer to a question of ours.
    private async Task AuthorizationResponseAsync(HttpContext context, Site site)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || site.Login.ByForm)
        {
            await errors.WriteAsync(context, Invalid with { Detail = site.Login.ByForm ? "authorization response by query" : "authorization response by POST" });
            return;
        }

        await HandleAsync(context, site);
    }

    private async Task AuthorizationFormAsync(HttpContext context, Site site)
    {
        var (fields, refusal) = await VanityForm.ReadAsync(context);
        if (fields is null || fields.IsEmpty)
        {
            var tooLarge = refusal?.Status == StatusCodes.Status413PayloadTooLarge;
            await errors.WriteAsync(context, tooLarge ? refusal! : Invalid with { Detail = "the form is " + (refusal?.Reason ?? "empty") });
            return;
        }

        context.Request.Form = new FormCollection(fields.Values.ToDictionary(field => field.Key, field => new StringValues(field.Value), StringComparer.Ordinal));
        await HandleAsync(context, site);
    }

    private async Task HandleAsync(HttpContext context, Site site)
    {
        var handlers = context.RequestServices.GetService(typeof(IAuthenticationHandlerProvider)) as IAuthenticationHandlerProvider;
        var handler = await handlers!.GetHandlerAsync(context, site.Scheme) as IAuthenticationRequestHandler;
        if (!await handler!.HandleRequestAsync()) await errors.WriteAsync(context, Invalid with { Detail = "no authorization response" });
    }

    private Task BareAsync(HttpContext context, Site site)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            return site.Login.ByForm ? AuthorizationFormAsync(context, site) : errors.WriteAsync(context, Invalid with { Detail = "POST without an action" });

        OwnAnswer.Mark(context.Response);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
