using System.Text;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Vanity;

/// <summary>
/// <c>?logout=URL|get|img</c>: the session ends here first, then its tokens are revoked behind the member's back, then the browser goes
/// to the OP's end-session endpoint, which sends it on to URL.
/// </summary>
internal sealed class LogoutAction(
    SessionVault vault, SubjectSessions subjects, ProviderDirectory providers, Revocations revocations, ErrorPage errors)
{
    // One transparent pixel, for <img src="…?logout=img">.
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=");

    private static readonly Refusal NotSignedOut = new(StatusCodes.Status503ServiceUnavailable, "logout_not_stored", "You are not signed out yet",
        "Your session could not be ended right now. Please try again in a moment.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
        IsAlarm = true,
    };

    public async Task RunAsync(HttpContext context, VanityQuery query)
    {
        var request = SiteRequest.Of(context);
        var value = query["logout"]!;
        var embedded = value is "get" or "img";
        var target = request.Site.Logout.LandingPage;
        if (!embedded && value.Length > 0 && (target = request.Site.ReturnUrl.Judge(value)) is null)
        {
            await errors.WriteAsync(context, VanityRefusals.Target);
            return;
        }

        var byProvider = embedded && request.Site.Logout.FrontChannel;
        if (byProvider && (query.Has("iss") || query.Has("sid")))
        {
            await EndSignInAsync(context, request, query);
            return;
        }

        if (!byProvider && ForeignPage.Asks(context.Request, request.Site.Origins))
        {
            await (embedded ? LoggedOutAsync(context, request, value) : ConfirmAsync(context, request));
            return;
        }

        var cookie = request.Site.Session.Cookie(request.Origin.IsHttps);
        Session? ended;
        try
        {
            ended = await EndAsync(context, request, cookie);
        }
        catch (SessionStoreUnavailableException away)
        {
            // Which of them lives cannot be asked; what is no session loses nothing.
            foreach (var id in cookie.Candidates(context.Request)) vault.RemoveLater(request.Site.Keys, id, SessionEnd.Logout);
            await errors.WriteAsync(context, NotSignedOut with { Detail = away.Code });
            return;
        }

        if (!embedded && Next(request, ended, target) is { } next) OwnAnswer.Redirect(context.Response, next);
        else await LoggedOutAsync(context, request, value);
    }

    // Front-Channel Logout 1.0: only both names together, and whatever comes of it the answer is the same. Nobody has signed this call, so
    // it revokes nothing.
    private async Task EndSignInAsync(HttpContext context, SiteRequest request, VanityQuery query)
    {
        if (query["sid"] is { Length: > 0 } signIn && query["iss"] is { } issuer && issuer == providers.For(request.Site.Provider).Known?.Metadata.Issuer)
        {
            try
            {
                await subjects.EndSignInAsync(request.Site.Keys, issuer, signIn, CancellationToken.None);
            }
            catch (SessionStoreUnavailableException away)
            {
                await errors.WriteAsync(context, NotSignedOut with { Detail = away.Code });
                return;
            }
        }

        await LoggedOutAsync(context, request, query["logout"]!);
    }

    private async Task<Session?> EndAsync(HttpContext context, SiteRequest request, SessionCookie cookie)
    {
        var site = request.Site;
        Session? ended = null;
        foreach (var id in cookie.Candidates(context.Request))
        {
            if (await vault.FindAsync(site.Keys, id, context.RequestAborted) is not { } live) continue;
            await vault.RemoveAsync(site.Keys, id, SessionEnd.Logout, CancellationToken.None);
            revocations.Start(site.Provider, live.Session.Tokens.AccessToken, live.Session.Tokens.RefreshToken, live.Session.ProviderCookies);
            ended ??= live.Session;
        }

        cookie.Clear(context.Response);
        if (site.Logout.ClearSiteCache) context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        PromptAfterLogout.Mark(context, request);
        return ended;
    }

    // Waits for nothing: what is known of the OP now decides where the browser goes.
    private string? Next(SiteRequest request, Session? ended, string? target)
    {
        if (ended is null || providers.For(request.Site.Provider).Known?.Metadata.EndSessionEndpoint is not { } endSession) return target;

        var address = new StringBuilder(endSession.OriginalString)
            .Append(endSession.Query.Length > 0 ? '&' : '?')
            .Append("id_token_hint=").Append(Uri.EscapeDataString(ended.IdToken));
        if (target is not null) address.Append("&post_logout_redirect_uri=").Append(Uri.EscapeDataString(target.StartsWith('/') ? request.Origin + target : target));
        foreach (var (name, value) in request.Site.Logout.Parameters) address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return address.ToString();
    }

    private static Task ConfirmAsync(HttpContext context, SiteRequest request)
    {
        OwnAnswer.MarkForm(context.Response);
        return PageAsync(context, BuiltInPage.Confirm(
            "Sign out?", "Another site sent you here to sign you out. Do you want to sign out of this site?", "Sign out", "Stay signed in", $"{request.Path.Encoded}?{request.RawQuery}"));
    }

    private Task LoggedOutAsync(HttpContext context, SiteRequest request, string value)
    {
        OwnAnswer.Mark(context.Response);
        if (request.Site.Logout.FrontChannel && providers.For(request.Site.Provider).Known?.Metadata is { } provider)
            OwnAnswer.MayBeFramedBy(context.Response, [new Uri(provider.Issuer), provider.AuthorizationEndpoint]);
        if (value == "img")
        {
            context.Response.ContentType = "image/png";
            context.Response.ContentLength = Pixel.Length;
            return context.Response.Body.WriteAsync(Pixel, context.RequestAborted).AsTask();
        }

        return PageAsync(context, BuiltInPage.Plain("Logged Out", "You are signed out of this site."));
    }

    private static Task PageAsync(HttpContext context, string page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page, context.RequestAborted);
    }
}
