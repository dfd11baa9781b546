using System.Security.Cryptography;
using System.Text;
using Gateway.Claims;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Freshness;

/// <summary>
/// One refresh of one session (design 6.1–6.4): claim it in the session, post the refresh token once, store what came. A refusal may end
/// the session, an outage never does.
/// </summary>
internal sealed partial class TokenRefresh(
    SessionVault vault, TokenClient tokens, IdTokenAtRefresh idTokens, Revocations revocations, TimeProvider clock, GatewayMetrics metrics, ILogger<TokenRefresh> logger)
{
    private const int Tries = 3;

    private static readonly TimeSpan PreviousTokenLife = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The session afterwards, whoever refreshed it; null when it has ended. It comes back as it is where nobody may post now: an OP that
    /// has just failed is left alone, and whoever has posted is waited for.
    /// </summary>
    public async Task<LiveSession?> RefreshAsync(Site site, LiveSession live)
    {
        if (!MayPost(live)) return live;

        try
        {
            await tokens.ReadyAsync(site.Provider, CancellationToken.None);   // so that nothing stands between the attempt and the POST
            var (newest, attempt) = await ClaimAsync(live);
            return attempt is null ? newest : await PostAsync(site, newest!, attempt);
        }
        catch (ProviderUnavailableException outage)
        {
            return await UnavailableAsync(site, live, null, outage);
        }
    }

    // The newest session, and the attempt where it is ours.
    private async Task<(LiveSession? Newest, Attempt? Ours)> ClaimAsync(LiveSession live)
    {
        LiveSession? newest = live;
        for (var i = 0; i < Tries && newest is not null && HasSameToken(newest, live) && MayPost(newest); i++)
        {
            var before = newest.Session.RefreshAttempt;
            var attempt = new Attempt(clock.GetUtcNow(), Hash(newest.Session.Tokens.RefreshToken!), IsSecond: before is not null);
            if (await vault.ReplaceAsync(newest, newest.Session with { RefreshAttempt = attempt }, CancellationToken.None) is { } claimed)
                return clock.GetUtcNow() <= attempt.At + Due.LatestPost ? (claimed, attempt) : (await TakeBackAsync(claimed, attempt, before), null);

            newest = await vault.FindAsync(live.Keys, live.Id, CancellationToken.None);   // somebody was faster: what is there counts
        }

        return (newest, null);
    }

    // A node that slept over its attempt is too late for the POST. It alone knows that nothing was posted: what stood there stands there again,
    // and the next request need not wait for an answer that nobody has asked for. Where another has followed meanwhile, that one's stays.
    private Task<LiveSession?> TakeBackAsync(LiveSession claimed, Attempt ours, Attempt? before) =>
        SessionChange.StoreAsync(vault, clock, claimed, session => session.RefreshAttempt == ours ? session with { RefreshAttempt = before } : null);

    private async Task<LiveSession?> PostAsync(Site site, LiveSession claimed, Attempt attempt)
    {
        try
        {
            var result = await tokens.RefreshAsync(site.Provider, claimed.Session.Tokens.RefreshToken!, claimed.Session.ProviderCookies, CancellationToken.None);
            return result.Answer is { } answer ? await RefreshedAsync(site, claimed, answer) : await RefusedAsync(site, claimed, result.Refusal!);
        }
        catch (ProviderUnavailableException outage)
        {
            return await UnavailableAsync(site, claimed, attempt, outage);
        }
    }

    /// <summary>The OP does not want this session any more: it ends, or goes on without refreshes, as <c>OnRefreshRefused</c> says.</summary>
    public async Task<LiveSession?> RefusedAsync(Site site, LiveSession live, string error)
    {
        // Another node may have posted the same token and won: then its tokens are good and this refusal means nothing.
        var newest = await vault.FindAsync(live.Keys, live.Id, CancellationToken.None);
        if (newest is null || !HasSameToken(newest, live)) return newest;

        var isLost = live.Session.RefreshAttempt is { IsSecond: true };
        metrics.Refreshed(site.Name, isLost ? "lost" : "refused");
        if (isLost) Log.Lost(logger, site.Name, Redacted.Text(live.Session.User));
        Log.Refused(logger, site.Name, Redacted.Text(live.Session.User), Redacted.Text(error), site.Tokens.OnRefreshRefused);
        if (site.Tokens.OnRefreshRefused == RefusedRefresh.Keep)
            return await SessionChange.StoreAsync(vault, clock, newest, session => !HasSameToken(session, live.Session) ? null
                : session with { RefreshAttempt = null, RefreshRefused = true, RefreshMissingSince = null });

        await vault.RemoveAsync(live.Keys, live.Id, SessionEnd.RefreshRefused, CancellationToken.None);
        return null;
    }

    private async Task<LiveSession?> RefreshedAsync(Site site, LiveSession claimed, TokenAnswer answer)
    {
        var verdict = IdTokenVerdict.OldClaimsStay;
        if (answer.IdToken is not null)
        {
            verdict = await idTokens.JudgeAsync(site, claimed.Session, answer);
            if (verdict.Fault is { } fault) return await EndAsync(site, claimed, answer, fault);
            if (verdict.Claims is null) answer = answer with { IdToken = null };   // the tokens beside it are good, and perhaps the only ones that are
        }

        metrics.Refreshed(site.Name, verdict.IsUnjudged ? "unavailable" : "refreshed");
        var now = clock.GetUtcNow();
        var claimsAreMissing = verdict.IsUnjudged && site.Tokens.UserInfoRefreshInterval > TimeSpan.Zero;   // then userinfo is asked for them
        return await SessionChange.StoreAsync(vault, clock, claimed, session => !HasSameToken(session, claimed.Session) ? null : session with
        {
            Tokens = new TokenSet
            {
                AccessToken = answer.AccessToken,
                RefreshToken = answer.RefreshToken ?? session.Tokens.RefreshToken,
                IssuedAt = now,
                ExpiresAt = answer.Lifetime is { } lifetime ? now + lifetime : null,
                PreviousAccessToken = session.Tokens.AccessToken,
                PreviousUntil = now + PreviousTokenLife,
            },
            IdToken = answer.IdToken ?? session.IdToken,
            IdTokenClaims = verdict.Claims ?? session.IdTokenClaims,
            PreferredClaims = answer.IdToken is null ? session.PreferredClaims : ClaimSource.IdToken,
            RefreshAttempt = null,
            RefreshRefused = false,
            RefreshMissingSince = null,
            ClaimsMissingSince = session.ClaimsMissingSince ?? (claimsAreMissing ? now : null),
            NextRefreshAt = answer.Lifetime == TimeSpan.Zero ? now + Pause.Shortest : null,
        });
    }

    private async Task<LiveSession?> EndAsync(Site site, LiveSession claimed, TokenAnswer answer, string reason)
    {
        metrics.Refreshed(site.Name, "id_token_refused");
        Log.IdTokenRefused(logger, site.Name, Redacted.Text(claimed.Session.User), reason);
        await vault.RemoveAsync(claimed.Keys, claimed.Id, SessionEnd.IdTokenRefused, CancellationToken.None);
        revocations.Start(site.Provider, answer.AccessToken, answer.RefreshToken, claimed.Session.ProviderCookies);
        return null;
    }

    // An attempt that has this for its result is over. Another's stays: its answer may still come.
    private async Task<LiveSession?> UnavailableAsync(Site site, LiveSession live, Attempt? ours, ProviderUnavailableException outage)
    {
        metrics.Refreshed(site.Name, "unavailable");
        if (outage.OperatorFault) Log.OperatorFault(logger, site.Name, outage.Reason, Redacted.Text(outage.Message, 200));
        else if (!outage.WasLeftAlone) Log.Unavailable(logger, site.Name, outage.Reason, Redacted.Text(outage.Message, 200));

        var next = clock.GetUtcNow() + Pause.AfterFailure(outage.RetryAfter);
        return await SessionChange.StoreAsync(vault, clock, live, session => !HasSameToken(session, live.Session) ? null : session with
        {
            RefreshAttempt = session.RefreshAttempt == ours ? null : session.RefreshAttempt,
            NextRefreshAt = next,
            RefreshMissingSince = session.RefreshMissingSince ?? session.Tokens.ExpiresAt,
        });
    }

    // Asked again of what is there in the end: a renewal may have waited for its turn.
    private bool MayPost(LiveSession live)
    {
        var now = clock.GetUtcNow();
        return !(live.Session.NextRefreshAt > now) && Due.MayPost(live.Session, now);
    }

    private static bool HasSameToken(LiveSession one, LiveSession other) => HasSameToken(one.Session, other.Session);

    private static bool HasSameToken(Session one, Session other) => one.Tokens.AccessToken == other.Tokens.AccessToken;

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The OP refused a refresh ({Error}): site={Site} member=\"{Member}\", OnRefreshRefused={Policy}.")]
        public static partial void Refused(ILogger logger, string site, string member, string error, RefusedRefresh policy);

        [LoggerMessage(2, LogLevel.Warning, "The id token that came with a refresh was refused ({Reason}), the session ends: site={Site} member=\"{Member}\".")]
        public static partial void IdTokenRefused(ILogger logger, string site, string member, string reason);

        [LoggerMessage(3, LogLevel.Warning, "A token could not be refreshed, the member goes on ({Reason}): site={Site}: {Cause}")]
        public static partial void Unavailable(ILogger logger, string site, string reason, string cause);

        [LoggerMessage(4, LogLevel.Error, "The OP refuses this Gateway, not the member ({Reason}): site={Site}: {Cause} Check Provider.ClientId, Provider.ClientSecret and MEMBER_OPENID_SECURE_IPS.")]
        public static partial void OperatorFault(ILogger logger, string site, string reason, string cause);

        [LoggerMessage(5, LogLevel.Warning, "A rotated token was lost with the node that had asked for it, the member has to sign in again: site={Site} member=\"{Member}\".")]
        public static partial void Lost(ILogger logger, string site, string member);
    }
}
