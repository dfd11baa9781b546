using System.Text;
using Gateway.Claims;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gateway.SignIn;

/// <summary>
/// What a visitor without a session gets: a page the way to the OP, a script a 401 that says where to log in, both a 503 while the OP is
/// away. Nothing is stored, and a script gets no cookie.
/// </summary>
internal sealed class LoginStart(ProviderDirectory providers, ProviderBreakers breakers, ISessionStore store, LoginPace pace, ErrorPage errors, TimeProvider clock)
{
    private static readonly Refusal Unavailable = new(StatusCodes.Status503ServiceUnavailable, "sign_in_unavailable", "Sign-in is briefly unavailable",
        "The sign-in service does not answer right now. This page tries again by itself.")
    {
        RetryAfter = TimeSpan.FromSeconds(10),
    };

    private static readonly Refusal Busy = new(StatusCodes.Status503ServiceUnavailable, "sign_in_busy", "Many members are signing in",
        "You have to sign in again, and so have many others right now. This page tries again by itself.")
    {
        IsAlarm = true,
    };

    private static readonly Refusal LoginRequired = new(StatusCodes.Status401Unauthorized, "login_required", "Please sign in",
        "This page is for members. Sign in to go on.");

    /// <summary>Answers the visitor, or returns the state with which the handler is to redirect to the OP.</summary>
    public async Task<LoginState?> PrepareAsync(HttpContext context, Unauthenticated mode, LoginState? again)
    {
        await store.PingAsync(context.RequestAborted);   // a login that cannot end is not begun
        if (mode is Unauthenticated.Status401 or Unauthenticated.Status407 or Unauthenticated.Status410)
        {
            await errors.WriteAsync(context, LoginRequired with { Status = StatusOf(mode) });
            return null;
        }

        var request = SiteRequest.Of(context);
        if (await OutageAsync(request.Site, context.RequestAborted) is { } outage)
        {
            await errors.WriteAsync(context, Unavailable with { Detail = outage });
            return null;
        }

        if (mode == Unauthenticated.Auto && PageOrScript.IsScript(context.Request))
        {
            await errors.WriteAsync(context, LoginRequired with { Login = request.Origin + request.Target });
            return null;
        }

        if (request.Site.RedirectUri.Fixed is { } home && home != request.Origin)
        {
            OwnAnswer.Redirect(context.Response, home + request.Target);   // the login must begin where it ends
            return null;
        }

        if (HasLostSession(context, request) && !pace.TryTake(request.Site.Provider, request.Client))
        {
            await errors.WriteAsync(context, Busy with { RetryAfter = BusyWait() });
            return null;
        }

        OwnAnswer.Mark(context.Response);
        var binding = request.Site.Binding(request.Origin.IsHttps).ReadOrMake(context);
        context.Features.Set(new LoginBinding(binding));
        var (now, hash) = (clock.GetUtcNow(), BrowserBinding.Hash(binding));
        return again?.Again(now, hash, request.Site.Mark) ?? LoginState.New(ReturnPath(request), now, hash, request.Site.Mark) with { Session = SessionOf(context) };
    }

    private static byte[] SessionOf(HttpContext context) => context.Features.Get<RequestMember>()?.Live is { } live ? StoreKey.HashOf(live.Id) : [];

    private static bool HasLostSession(HttpContext context, SiteRequest request) =>
        request.Site.Session.Cookie(request.Origin.IsHttps).Candidates(context.Request).Count > 0;

#pragma warning disable CA5394 // Spreads pages that try again; nothing secret hangs on it.
    private static TimeSpan BusyWait() => TimeSpan.FromSeconds(Random.Shared.Next(5, 16));
#pragma warning restore CA5394

    private async Task<string?> OutageAsync(Site site, CancellationToken cancellation)
    {
        try
        {
            var document = await providers.For(site.Provider).GetAsync(cancellation);
            return breakers.IsOpen(site.Provider, document.Metadata.TokenEndpoint) ? "op_breaker_open" : null;
        }
        catch (ProviderUnavailableException outage)
        {
            return outage.Reason;
        }
    }

    // As the browser sent it where that is safe and short; else less, never a failure at the callback (design 4.3).
    private static string ReturnPath(SiteRequest request)
    {
        var path = request.Path.Encoded;
        var normalised = request.RawQuery is { } query ? path + "?" + query : path;
        foreach (var candidate in (ReadOnlySpan<string>)[request.Target, normalised, request.RawPath, path])
            if (Encoding.UTF8.GetByteCount(candidate) <= LoginState.MostPathBytes && request.Site.ReturnUrl.Judge(candidate) == candidate) return candidate;
        return "/";
    }

    private static int StatusOf(Unauthenticated mode) => mode switch
    {
        Unauthenticated.Status407 => StatusCodes.Status407ProxyAuthenticationRequired,
        Unauthenticated.Status410 => StatusCodes.Status410Gone,
        _ => StatusCodes.Status401Unauthorized,
    };
}
