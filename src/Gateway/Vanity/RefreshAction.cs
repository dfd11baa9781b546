using Gateway.Freshness;
using Gateway.Pages;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Vanity;

/// <summary>
/// <c>?refresh=URL&amp;access_token=T</c>: fresh tokens for the holder of T, then back to URL, with the module's <c>error_code</c> when it
/// did not work. A page may post T in a form instead, where no log and no history keeps it; a page of another site refreshes nothing.
/// </summary>
internal sealed class RefreshAction(SessionFinder finder, SessionRefresher refresher, ErrorPage errors)
{
    private static readonly Refusal TwoTokens = new(StatusCodes.Status400BadRequest, "vanity_two_tokens", "This form does not work",
        "It names two access tokens, one in the address and one in the form.");

    public async Task RunAsync(HttpContext context, VanityQuery query)
    {
        var request = SiteRequest.Of(context);
        if (request.Site.ReturnUrl.Judge(query["refresh"]!) is not { } target)
        {
            await errors.WriteAsync(context, VanityRefusals.Target);
            return;
        }

        var (form, refusal) = await VanityForm.ReadAsync(context);
        if (form is null || (form.Has("access_token") && query.Has("access_token")))
        {
            await errors.WriteAsync(context, refusal ?? TwoTokens);
            return;
        }

        var code = await RefreshAsync(context, request, query["access_token"] ?? form["access_token"]);
        OwnAnswer.Redirect(context.Response, code is null ? target : WithErrorCode(target, code));
    }

    private async Task<string?> RefreshAsync(HttpContext context, SiteRequest request, string? presented)
    {
        if (presented is null) return "no_access_token";
        if (ForeignPage.Asks(context.Request, request.Site.Origins)) return "no_access_token_match";   // however it came by the token

        var cookie = request.Site.Session.Cookie(request.Origin.IsHttps);
        if (await finder.FindAsync(context, cookie, request.Site.Keys, context.RequestAborted) is not { } live) return "no_access_token_exists";

        return await refresher.RefreshByLinkAsync(request.Site, live, presented, context.RequestAborted) switch
        {
            LinkRefresh.Refreshed => null,
            LinkRefresh.NoMatch => "no_access_token_match",
            _ => "refresh_failed",
        };
    }

    // In front of a fragment, where it can be read.
    private static string WithErrorCode(string target, string code)
    {
        var fragment = target.IndexOf('#', StringComparison.Ordinal);
        var page = fragment < 0 ? target : target[..fragment];
        var joint = !page.Contains('?', StringComparison.Ordinal) ? "?" : page.EndsWith('?') || page.EndsWith('&') ? "" : "&";
        return $"{page}{joint}error_code={code}{(fragment < 0 ? "" : target[fragment..])}";
    }
}
