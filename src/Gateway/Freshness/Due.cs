using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Freshness;

/// <summary>
/// When a session needs the OP, and what it is worth without an answer. Pure: the session, the site's settings and the time decide
/// (design 6.1, 6.3, 6.6).
/// </summary>
internal static class Due
{
    /// <summary>No more than min(<c>RefreshBeforeExpiry</c>, half the lifetime) of the access token is left, and we may try now.</summary>
    public static bool Token(Session session, TokenSettings settings, DateTimeOffset now)
    {
        if (!CanRefresh(session) || session.Tokens.ExpiresAt is not { } end || session.NextRefreshAt > now) return false;

        var half = (end - session.Tokens.IssuedAt) / 2;
        var window = settings.RefreshBeforeExpiry < half ? settings.RefreshBeforeExpiry : half;
        return end - now <= window;
    }

    /// <summary>The claims are older than <c>UserInfoRefreshInterval</c>, and we may ask now.</summary>
    public static bool Claims(Session session, TokenSettings settings, DateTimeOffset now) =>
        ClaimsAreOld(session, settings, now) && CanAsk(session, now) && !(session.NextClaimsAt > now);

    public static bool TokenHasEnded(Session session, DateTimeOffset now) => session.Tokens.ExpiresAt <= now;

    public static bool CanRefresh(Session session) => session.Tokens.RefreshToken is not null && !session.RefreshRefused;

    /// <summary>Userinfo could answer: the access token lives, or a refresh comes first and has not just failed.</summary>
    public static bool CanAsk(Session session, DateTimeOffset now) =>
        !TokenHasEnded(session, now) || (CanRefresh(session) && session.RefreshMissingSince is null);

    /// <summary>A request cannot go on without an answer: the token has ended, or the claims are older than an outage would excuse.</summary>
    public static bool MustWait(Session session, TokenSettings settings, DateTimeOffset now) =>
        (Token(session, settings, now) && TokenHasEnded(session, now))
        || (Claims(session, settings, now) && now > ClaimsDueAt(session, settings) + settings.ProviderOutageGrace);

    /// <summary>
    /// What the session is worth now. With <paramref name="answered"/> false an answer is still out, and what it should have brought counts
    /// as missing since the moment it was due.
    /// </summary>
    public static FreshSession Judge(LiveSession live, TokenSettings settings, DateTimeOffset now, bool answered)
    {
        var session = live.Session;
        var (old, ended) = (ClaimsAreOld(session, settings, now), TokenHasEnded(session, now));
        if (old && ended && !CanRefresh(session)) return new FreshSession(live, false, ClaimAge.CannotAsk);

        var missing = Earlier(session.RefreshMissingSince, session.ClaimsMissingSince);
        if (!answered && ended && Token(session, settings, now)) missing = Earlier(missing, session.Tokens.ExpiresAt);
        if (old && (!answered || !CanAsk(session, now))) missing = Earlier(missing, ClaimsDueAt(session, settings));
        if (missing is null || missing > now) return new FreshSession(live, false, ClaimAge.Good);

        return new FreshSession(live, true, now > missing + settings.ProviderOutageGrace ? ClaimAge.OutageTooLong : ClaimAge.Good);
    }

    public static DateTimeOffset ClaimsDueAt(Session session, TokenSettings settings) => session.ClaimsAt + settings.UserInfoRefreshInterval;

    private static bool ClaimsAreOld(Session session, TokenSettings settings, DateTimeOffset now) =>
        settings.UserInfoRefreshInterval > TimeSpan.Zero && ClaimsDueAt(session, settings) <= now;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
