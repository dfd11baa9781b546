using Gateway.Claims;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Freshness;

/// <summary>
/// One question to userinfo for one session (design 6.6): new claims replace the old whole, and what they no longer say the older id token
/// does not say either; an outage keeps the old ones; another member's answer ends the session.
/// </summary>
internal sealed partial class ClaimsRefresh(
    SessionVault vault, UserInfoClient userInfo, TokenRefresh tokenRefresh, TimeProvider clock, ILogger<ClaimsRefresh> logger)
{
    /// <summary>The session afterwards, whoever asked; null when it has ended.</summary>
    public async Task<LiveSession?> AskAsync(Site site, LiveSession live, bool recheck)
    {
        var now = clock.GetUtcNow();
        var claim = live.Session with
        {
            ClaimsAttempt = new Attempt(now, ""),
            RecheckedAt = recheck ? now : live.Session.RecheckedAt,
        };
        if (await vault.ReplaceAsync(live, claim, CancellationToken.None) is not { } claimed)
            return await vault.FindAsync(live.Keys, live.Id, CancellationToken.None);

        try
        {
            var result = await FetchAsync(site, claimed);
            if (result?.Refusal == UserInfoRefusal.Token) return await TokenRefusedAsync(site, claimed, result.Value);
            return await StoreAsync(site, claimed, result);
        }
        catch (ProviderUnavailableException outage)
        {
            if (!outage.WasLeftAlone) Log.Missing(logger, outage.OperatorFault ? LogLevel.Error : LogLevel.Warning, site.Name, outage.Reason, Redacted.Text(outage.Message, 300));
            return await StoreMissingAsync(site, claimed, outage.RetryAfter);
        }
    }

    // 401: one refresh, one more question. A token just issued that is called invalid means: the OP is done with this member.
    private async Task<LiveSession?> TokenRefusedAsync(Site site, LiveSession claimed, UserInfoResult first)
    {
        if (!Due.CanRefresh(claimed.Session, clock.GetUtcNow())) return await TokenEndedAsync(claimed);

        if (await tokenRefresh.RefreshAsync(site, claimed) is not { } refreshed) return null;
        if (!Due.CanRefresh(refreshed.Session, clock.GetUtcNow())) return await TokenEndedAsync(refreshed);
        if (refreshed.Session.Tokens.AccessToken == claimed.Session.Tokens.AccessToken) return await MissingAsync(site, refreshed, first.Reason!);

        var second = await FetchAsync(site, refreshed);
        if (second is not { Refusal: UserInfoRefusal.Token } refused) return await StoreAsync(site, refreshed, second);
        if (!refused.InvalidToken) return await MissingAsync(site, refreshed, refused.Reason!);
        return await tokenRefresh.RefusedAsync(site, refreshed, "invalid_token") is { } kept ? await TokenEndedAsync(kept) : null;
    }

    // Not taken any more and not to be replaced: as if its time were over, so that it is not asked with at every click.
    private Task<LiveSession?> TokenEndedAsync(LiveSession live)
    {
        var (now, refused) = (clock.GetUtcNow(), live.Session.Tokens.AccessToken);
        return SessionChange.StoreAsync(vault, clock, live, session => session with
        {
            Tokens = session.Tokens.AccessToken == refused && !Due.TokenHasEnded(session, now) ? session.Tokens with { ExpiresAt = now } : session.Tokens,
            ClaimsAttempt = null,
        });
    }

    private async Task<LiveSession?> StoreAsync(Site site, LiveSession live, UserInfoResult? result)
    {
        if (result is { Refusal: UserInfoRefusal.Subject })
        {
            Log.OtherMember(logger, site.Name, Redacted.Text(live.Session.User));
            await vault.RemoveAsync(live.Keys, live.Id, SessionEnd.OtherMember, CancellationToken.None);
            return null;
        }

        if (result is { Refusal: not UserInfoRefusal.None } refused) return await MissingAsync(site, live, refused.Reason!, refused.Detail);

        var now = clock.GetUtcNow();
        return await SessionChange.StoreAsync(vault, clock, live, session => session with
        {
            IdTokenClaims = result is null ? session.IdTokenClaims : WithdrawnClaims.Without(session.IdTokenClaims, session.UserInfoClaims, result.Value.Claims),
            UserInfoClaims = result?.Claims ?? session.UserInfoClaims,
            UserInfoJwt = result is null ? session.UserInfoJwt : result.Value.Jwt,
            PreferredClaims = result is null ? session.PreferredClaims : ClaimSource.UserInfo,
            ClaimsAt = now,
            ClaimsAttempt = null,
            NextClaimsAt = null,
            ClaimsMissingSince = null,
        });
    }

    private Task<LiveSession?> MissingAsync(Site site, LiveSession live, string reason, string? detail = null)
    {
        Log.Missing(logger, LogLevel.Warning, site.Name, reason, Redacted.Text(detail, 300));
        return StoreMissingAsync(site, live, retryAfter: null);
    }

    private async Task<LiveSession?> StoreMissingAsync(Site site, LiveSession live, TimeSpan? retryAfter)
    {
        var next = clock.GetUtcNow() + Pause.AfterFailure(retryAfter);
        var due = Due.ClaimsDueAt(live.Session, site.Tokens);
        return await SessionChange.StoreAsync(vault, clock, live, session => session with
        {
            ClaimsAttempt = null,
            NextClaimsAt = next,
            ClaimsMissingSince = session.ClaimsMissingSince ?? (site.Tokens.UserInfoRefreshInterval > TimeSpan.Zero ? due : null),
        });
    }

    private Task<UserInfoResult?> FetchAsync(Site site, LiveSession live) =>
        userInfo.FetchAsync(site, live.Session.Tokens.AccessToken, Subject(live.Session), live.Session.ProviderCookies, CancellationToken.None);

    private static string Subject(Session session) => session.IdTokenClaims.GetProperty("sub").GetString()!;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Userinfo answered for another member (userinfo_subject), the session ends: site={Site} member=\"{Member}\".")]
        public static partial void OtherMember(ILogger logger, string site, string member);

        [LoggerMessage(EventId = 2, Message = "Userinfo brought no claims ({Reason}), the last good ones stay: site={Site} detail=\"{Detail}\"")]
        public static partial void Missing(ILogger logger, LogLevel level, string site, string reason, string detail);
    }
}
