using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Freshness;

/// <summary>
/// When a session needs the OP, who may ask, and what the session is worth without an answer. Pure: the session, the site's settings and
/// the time decide (design 6.1, 6.3, 6.6).
/// </summary>
internal static class Due
{
    /// <summary>A refresh token is posted within this time of its attempt or not at all.</summary>
    public static readonly TimeSpan LatestPost = TimeSpan.FromSeconds(5);

    // By then whoever posted has an answer, or never will.
    private static TimeSpan PostLife => LatestPost + ProviderPipeline.RefreshLimit;

    // A question to userinfo may be put twice without harm: this only spares calls.
    private static readonly TimeSpan QuestionLife = TimeSpan.FromSeconds(15);

    /// <summary>
    /// No more than min(<c>RefreshBeforeExpiry</c>, half the lifetime) of the access token is left, and we may try now. While it lives,
    /// one attempt is enough for everybody.
    /// </summary>
    public static bool Token(Session session, TokenSettings settings, DateTimeOffset now)
    {
        if (!CanRefresh(session, now) || session.Tokens.ExpiresAt is not { } end || session.NextRefreshAt > now) return false;
        if (session.RefreshAttempt is not null && now < end) return false;

        var left = end - now;
        return left <= settings.RefreshBeforeExpiry && left <= (end - session.Tokens.IssuedAt) / 2;
    }

    /// <summary>
    /// Nobody has posted this refresh token yet; or somebody did, the access token has ended, and no answer can come any more: then one
    /// other may, once.
    /// </summary>
    public static bool MayPost(Session session, DateTimeOffset now)
    {
        if (!CanRefresh(session, now)) return false;
        if (session.RefreshAttempt is not { } attempt) return true;
        return !attempt.IsSecond && attempt.At + PostLife <= now && (TokenHasEnded(session, now) || session.Tokens.ExpiresAt is null);
    }

    /// <summary>Somebody has posted this refresh token, and the answer may still come.</summary>
    public static bool IsPosted(Session session, DateTimeOffset now) => session.RefreshAttempt is not null && CanRefresh(session, now) && !MayPost(session, now);

    /// <summary>
    /// The claims are older than <c>UserInfoRefreshInterval</c>, or those that a refresh brought could not be taken; and we may ask now.
    /// </summary>
    public static bool Claims(Session session, TokenSettings settings, DateTimeOffset now) =>
        (ClaimsAreOld(session, settings, now) || session.ClaimsMissingSince <= now) && CanAsk(session, now) && !(session.NextClaimsAt > now) && (!IsAsked(session, now) || ClaimsAreTooOld(session, settings, now));

    /// <summary>Somebody has asked userinfo, and the answer may still come.</summary>
    public static bool IsAsked(Session session, DateTimeOffset now) => session.ClaimsAttempt is { } attempt && now < attempt.At + QuestionLife;

    /// <summary>Older than an outage would excuse.</summary>
    public static bool ClaimsAreTooOld(Session session, TokenSettings settings, DateTimeOffset now) =>
        settings.UserInfoRefreshInterval > TimeSpan.Zero && now > ClaimsDueAt(session, settings) + settings.ProviderOutageGrace;

    public static bool TokenHasEnded(Session session, DateTimeOffset now) => session.Tokens.ExpiresAt <= now;

    /// <summary>There is a refresh token that the OP has not refused, and that two have not posted in vain.</summary>
    public static bool CanRefresh(Session session, DateTimeOffset now) =>
        session.Tokens.RefreshToken is not null && !session.RefreshRefused && !(session.RefreshAttempt is { IsSecond: true } last && last.At + PostLife <= now);

    /// <summary>Userinfo could answer: the access token lives, or a refresh comes first and has not just failed.</summary>
    public static bool CanAsk(Session session, DateTimeOffset now) =>
        !TokenHasEnded(session, now) || (MayPost(session, now) && session.RefreshMissingSince is null);

    /// <summary>A request cannot go on without an answer: the token has ended, or the claims are older than an outage would excuse.</summary>
    public static bool MustWait(Session session, TokenSettings settings, DateTimeOffset now) =>
        (Token(session, settings, now) && TokenHasEnded(session, now))
        || (Claims(session, settings, now) && ClaimsAreTooOld(session, settings, now));

    /// <summary>
    /// What the session is worth now. With <paramref name="answered"/> false an answer is still out, and what it should have brought counts
    /// as missing since the moment it was due; so does what another node has asked for.
    /// </summary>
    public static FreshSession Judge(LiveSession live, TokenSettings settings, DateTimeOffset now, bool answered)
    {
        var session = live.Session;
        var (old, ended, can) = (ClaimsAreOld(session, settings, now), TokenHasEnded(session, now), CanRefresh(session, now));
        if (old && ended && !can) return new FreshSession(live, false, ClaimAge.CannotAsk);

        ReadOnlySpan<DateTimeOffset?> missing =
        [
            can ? session.RefreshMissingSince : null,
            session.ClaimsMissingSince,
            ended && (IsPosted(session, now) || (!answered && Token(session, settings, now))) ? session.Tokens.ExpiresAt : null,
            old && (!answered || !CanAsk(session, now) || (IsAsked(session, now) && ClaimsAreTooOld(session, settings, now))) ? ClaimsDueAt(session, settings) : null,
        ];
        var (degraded, tooLong) = (false, false);
        foreach (var since in missing)
        {
            degraded |= since <= now;
            tooLong |= since + settings.ProviderOutageGrace < now;
        }

        return new FreshSession(live, degraded, tooLong ? ClaimAge.OutageTooLong : ClaimAge.Good);
    }

    public static DateTimeOffset ClaimsDueAt(Session session, TokenSettings settings) => session.ClaimsAt + settings.UserInfoRefreshInterval;

    private static bool ClaimsAreOld(Session session, TokenSettings settings, DateTimeOffset now) =>
        settings.UserInfoRefreshInterval > TimeSpan.Zero && ClaimsDueAt(session, settings) <= now;
}
