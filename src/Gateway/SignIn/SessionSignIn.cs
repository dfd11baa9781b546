using System.Text.Json;
using Gateway.Claims;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.SignIn;

/// <summary>
/// The end of a login: every check on the id token is behind us, userinfo is asked now, and only then a new session takes the place of the
/// one that the browser had.
/// </summary>
internal sealed class SessionSignIn(
    SessionVault vault, SubjectSessions subjects, UserInfoClient userInfo, Revocations revocations, LoginLoop loops, ErrorPage errors, GatewayMetrics metrics, TimeProvider clock)
{
    private static readonly UserInfoResult NoAnswer = new(JsonElement.Parse("{}"), UserInfoRefusal.None);

    public async Task SignInAsync(HttpContext context, LoginState state)
    {
        var request = SiteRequest.Of(context);
        var tokens = context.Features.GetRequiredFeature<TokenAnswer>();
        var idToken = tokens.IdTokenClaims;

        var (answer, refusal) = await AskUserInfoAsync(context, request.Site, tokens, idToken);
        LoopCause? loop = null;
        if (refusal is null) (refusal, loop) = await KeepAsync(context, request, tokens, idToken, answer, state);
        if (refusal is not null)
        {
            metrics.LoginFailed(request.Site.Name, refusal.Reason);
            await errors.WriteAsync(context, refusal with { Link = ("Start again", state.ReturnPath) });
            return;
        }

        metrics.LoggedIn(request.Site.Name);
        loops.Count(context, request);
        if (loop is { } cause) await errors.WriteAsync(context, LoopPage.Of(cause, state.ReturnPath));
        else OwnAnswer.Redirect(context.Response, request.Origin + state.ReturnPath);
    }

    private async Task<(UserInfoResult Answer, Refusal? Refusal)> AskUserInfoAsync(HttpContext context, Site site, TokenAnswer tokens, JsonElement idToken)
    {
        try
        {
            var subject = idToken.GetProperty("sub").GetString()!;
            if (await userInfo.FetchAsync(site, tokens.AccessToken, subject, ProviderCookies.Of(context), context.RequestAborted) is not { } result) return (NoAnswer, null);
            return result.Refusal == UserInfoRefusal.None ? (result, null) : (default, LoginRefusals.ProviderFailed(result.Reason!, result.Detail));
        }
        catch (ProviderUnavailableException outage)
        {
            return (default, LoginRefusals.Outage(outage));
        }
    }

    // The tokens are here and nobody will ever use them: the OP is told, as far as that goes.
    private async Task<(Refusal? Refusal, LoopCause? Loop)> KeepAsync(
        HttpContext context, SiteRequest request, TokenAnswer tokens, JsonElement idToken, UserInfoResult answer, LoginState state)
    {
        try
        {
            var loop = await loops.FindAsync(context, request);
            return (await StoreAsync(context, request, tokens, idToken, answer, state), loop);
        }
        catch (SessionStoreUnavailableException away)
        {
            revocations.Start(request.Site.Provider, tokens.AccessToken, tokens.RefreshToken, ProviderCookies.Of(context));
            return (LoginRefusals.NotKept with { Detail = away.Code }, null);
        }
    }

    private async Task<Refusal?> StoreAsync(HttpContext context, SiteRequest request, TokenAnswer tokens, JsonElement idToken, UserInfoResult answer, LoginState state)
    {
        var site = request.Site;
        var issuer = idToken.GetProperty("iss").GetString()!;
        if (site.Identity.RemoteUser.Read(new ClaimSet(idToken, answer.Claims, ClaimSource.IdToken, ClaimFilter.None), issuer) is not { } user) return LoginRefusals.NoUserName;

        // Nothing that the browser brought may live on under the new member (session fixation).
        var cookie = site.Session.Cookie(request.Origin.IsHttps);
        foreach (var old in cookie.Candidates(context.Request)) await vault.RemoveAsync(site.Keys, old, SessionEnd.Replaced, context.RequestAborted);
        if (state.Session.Length > 0) await vault.RemoveAsync(site.Name, StoreKey.OfSession(site.Name, state.Session), SessionEnd.Replaced, context.RequestAborted);

        var now = clock.GetUtcNow();
        var session = new Session
        {
            User = user,
            Issuer = issuer,
            CreatedAt = now,
            EndsAt = now + site.Session.MaxDuration,
            IdToken = tokens.IdToken!,
            IdTokenClaims = idToken,
            UserInfoClaims = answer.Claims,
            UserInfoJwt = answer.Jwt,
            ProviderCookies = ProviderCookies.Of(context),
            PreferredClaims = ClaimSource.IdToken,
            ClaimsAt = now,
            Tokens = new TokenSet
            {
                AccessToken = tokens.AccessToken,
                RefreshToken = tokens.RefreshToken,
                IssuedAt = now,
                ExpiresAt = tokens.Lifetime is { } lifetime ? now + lifetime : null,
            },
        };
        var id = SessionId.New();
        if (site.Logout.ByProvider) await subjects.NoteAsync(site.Keys, id, session, context.RequestAborted);
        if (await vault.CreateAsync(site.Keys, id, session, site.Session.InactivityTimeout, context.RequestAborted) is null) return LoginRefusals.StoreFull;
        if (site.Logout.ByProvider && await IsEndedAsync(site, id, session)) return LoginRefusals.EndedMeanwhile;

        cookie.Set(context.Response, id);
        return null;
    }

    private async ValueTask<bool> IsEndedAsync(Site site, SessionId id, Session session)
    {
        if (!await subjects.IsEndedAsync(site.Keys, session, TokenTimes.IssueOf(session.IdTokenClaims), CancellationToken.None)) return false;

        await vault.RemoveAsync(site.Keys, id, SessionEnd.BackChannel, CancellationToken.None);
        revocations.Start(site.Provider, session.Tokens.AccessToken, session.Tokens.RefreshToken, session.ProviderCookies);
        return true;
    }
}
