using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Freshness;
using Gateway.Pages;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Vanity;

/// <summary>
/// <c>?info=json|html</c>: what the site's own pages may ask about the session, as far as <c>Info</c> lists it (OIDCInfoHook). Never for
/// a page of another site, never a refresh token.
/// </summary>
internal sealed class InfoAction(SessionFinder finder, SessionVault vault, SessionRefresher refresher, ErrorPage errors, TimeProvider clock)
{
    private static readonly TimeSpan ShortestRefreshInterval = TimeSpan.FromSeconds(10);

    private static readonly Refusal NotOffered = new(StatusCodes.Status404NotFound, "info_not_offered", "Not found", "This site gives no session information.");
    private static readonly Refusal Format = new(StatusCodes.Status415UnsupportedMediaType, "info_format", "This link does not work", "Ask with info=json or info=html.");
    private static readonly Refusal Interval = new(StatusCodes.Status400BadRequest, "info_interval", "This link does not work", "access_token_refresh_interval is a number of seconds.");
    private static readonly Refusal Foreign = new(StatusCodes.Status403Forbidden, "info_foreign_page", "Not for other sites", "This is told to pages of this site only.");
    private static readonly Refusal NoSession = new(StatusCodes.Status401Unauthorized, "login_required", "Please sign in", "There is no session to tell about.");

    public async Task RunAsync(HttpContext context, VanityQuery query)
    {
        var request = SiteRequest.Of(context);
        OwnAnswer.Mark(context.Response);
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (ForeignPage.Asks(context.Request, request.Site.Origins))
        {
            errors.Record(context, Foreign);
            context.Response.StatusCode = Foreign.Status;   // and nothing that another site could read or show
            return;
        }

        var (live, fault) = await JudgeAsync(context, request.Site, query);
        if (live is null) await WriteNoSessionAsync(context);
        else if (fault is not null) await errors.WriteAsync(context, fault);
        else await WriteAsync(context, request.Site, live, html: query["info"] == "html");
    }

    // In the module's order: session, format, hook, interval.
    private async Task<(LiveSession? Live, Refusal? Fault)> JudgeAsync(HttpContext context, Site site, VanityQuery query)
    {
        if (await FindAsync(context, site, extend: query["extend_session"] != "false") is not { } live) return default;
        if (query["info"] is not ("json" or "html")) return (live, Format);
        if (site.Info.Count == 0) return (live, NotOffered);
        if (!IsInterval(query["access_token_refresh_interval"], out var interval)) return (live, Interval);
        if (interval is not { } age || !IsOlder(live, age)) return (live, null);

        await refresher.RefreshByLinkAsync(site, live, live.Session.Tokens.AccessToken, context.RequestAborted);
        return (await vault.FindAsync(site.Keys, live.Id, context.RequestAborted), null);   // gone, if the OP refused
    }

    private Task WriteNoSessionAsync(HttpContext context)
    {
        errors.Record(context, NoSession);
        context.Response.StatusCode = NoSession.Status;
        return ErrorPage.WriteJsonAsync(context, NoSession);
    }

    private async Task<LiveSession?> FindAsync(HttpContext context, Site site, bool extend)
    {
        var cookie = site.Session.Cookie(SiteRequest.Of(context).Origin.IsHttps);
        if (await finder.FindAsync(context, cookie, site.Keys, context.RequestAborted) is not { } live) return null;
        if (!extend) return live;

        await vault.TouchIfDueAsync(live, site.Session.InactivityTimeout, context.RequestAborted);
        var fresh = await refresher.KeepFreshAsync(site, live, context.RequestAborted);
        return fresh.Live is null ? null : fresh.Live with { Remaining = site.Session.InactivityTimeout };   // counted from now on
    }

    private bool IsOlder(LiveSession live, TimeSpan age) =>
        Due.CanRefresh(live.Session, clock.GetUtcNow()) && clock.GetUtcNow() - live.Session.Tokens.IssuedAt > (age > ShortestRefreshInterval ? age : ShortestRefreshInterval);

    private static bool IsInterval(string? text, out TimeSpan? interval)
    {
        interval = null;
        if (text is null) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        interval = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private Task WriteAsync(HttpContext context, Site site, LiveSession live, bool html)
    {
        var json = InfoJson.Write(site, live, clock.GetUtcNow(), indented: html);
        if (!html)
        {
            context.Response.ContentType = "application/json";
            return SendAsync(context, json);
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return SendAsync(context, Encoding.UTF8.GetBytes(BuiltInPage.Data("Your session", Encoding.UTF8.GetString(json))));
    }

    private static Task SendAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        return OwnAnswer.IsHead(context.Request) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
