using System.Security.Cryptography;
using System.Text;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Freshness;

/// <summary>What became of a refresh link (<c>?refresh=…&amp;access_token=…</c>).</summary>
internal enum LinkRefresh
{
    Refreshed,
    NoMatch,
    Failed,
}

/// <summary>
/// Is this session still true? Asks the OP when something is due, once for all requests of the session, and lets nobody wait longer than
/// two seconds, or at all while the old token lives.
/// </summary>
internal sealed class SessionRefresher(SessionFlights flights, TokenRefresh tokenRefresh, ClaimsRefresh claimsRefresh, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLinkWait = TimeSpan.FromSeconds(10);

    public ValueTask<FreshSession> KeepFreshAsync(Site site, LiveSession live, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return Due.Token(live.Session, site.Tokens, now) || Due.Claims(live.Session, site.Tokens, now)
            ? new(LookAfterAsync(site, live, now, cancellation))
            : new(Due.Judge(live, site.Tokens, now, answered: true));
    }

    /// <summary>
    /// The refresh link: the token that it carries must be the session's, or the one before it for a minute (two tabs may click at once).
    /// </summary>
    public async Task<LinkRefresh> RefreshByLinkAsync(Site site, LiveSession live, string presented, CancellationToken cancellation)
    {
        var tokens = live.Session.Tokens;
        if (!Same(presented, tokens.AccessToken))
        {
            var before = tokens.PreviousAccessToken is { } previous && tokens.PreviousUntil > clock.GetUtcNow() && Same(presented, previous);
            return before ? LinkRefresh.Refreshed : LinkRefresh.NoMatch;
        }

        if (!Due.CanRefresh(live.Session)) return LinkRefresh.Failed;
        try
        {
            var after = await FlyUntilAsync(live, other => tokenRefresh.RefreshAsync(site, other),
                done => !Same(presented, done.Session.Tokens.AccessToken), LongestLinkWait, cancellation);
            return after is not null && !Same(presented, after.Session.Tokens.AccessToken) ? LinkRefresh.Refreshed : LinkRefresh.Failed;
        }
        catch (TimeoutException)
        {
            return LinkRefresh.Failed;
        }
    }

    /// <summary>
    /// Asks userinfo now, whatever the interval says, and answers with the session as it then is. Only the one who really asks is counted by
    /// <paramref name="mayAsk"/>.
    /// </summary>
    public async Task<FreshSession> RecheckAsync(Site site, LiveSession live, Func<bool> mayAsk, CancellationToken cancellation)
    {
        var since = live.Session.RecheckedAt;
        try
        {
            var after = await FlyUntilAsync(live, other => mayAsk() ? claimsRefresh.AskAsync(site, other, recheck: true) : Task.FromResult<LiveSession?>(other),
                done => done.Session.RecheckedAt != since, LongestWait, cancellation);
            return after is null ? FreshSession.Ended : Due.Judge(after, site.Tokens, clock.GetUtcNow(), answered: true);
        }
        catch (TimeoutException)
        {
            return Due.Judge(live, site.Tokens, clock.GetUtcNow(), answered: true);
        }
    }

    private async Task<FreshSession> LookAfterAsync(Site site, LiveSession live, DateTimeOffset now, CancellationToken cancellation)
    {
        var (flight, leads) = flights.Join(live, () => PassAsync(site, live));
        var wait = Due.MustWait(live.Session, site.Tokens, now) || (leads && Due.Claims(live.Session, site.Tokens, now));
        if (!wait) return Due.Judge(live, site.Tokens, now, answered: true);

        try
        {
            var after = await flight.WaitAsync(LongestWait, clock, cancellation);
            return after is null ? FreshSession.Ended : Due.Judge(after, site.Tokens, clock.GetUtcNow(), answered: true);
        }
        catch (TimeoutException)
        {
            return Due.Judge(live, site.Tokens, clock.GetUtcNow(), answered: false);
        }
    }

    private async Task<LiveSession?> PassAsync(Site site, LiveSession live)
    {
        LiveSession? current = live;
        if (Due.Token(current.Session, site.Tokens, clock.GetUtcNow())) current = await tokenRefresh.RefreshAsync(site, current);
        if (current is not null && Due.Claims(current.Session, site.Tokens, clock.GetUtcNow())) current = await claimsRefresh.AskAsync(site, current, recheck: false);
        return current;
    }

    // A flight under way may be of the other kind: then one of our own follows it.
    private async Task<LiveSession?> FlyUntilAsync(
        LiveSession live, Func<LiveSession, Task<LiveSession?>> work, Func<LiveSession, bool> isDone, TimeSpan limit, CancellationToken cancellation)
    {
        var current = live;
        while (true)
        {
            var from = current;
            var (flight, leads) = flights.Join(from, () => work(from));
            if (await flight.WaitAsync(limit, clock, cancellation) is not { } after) return null;
            if (leads || isDone(after)) return after;
            current = after;
        }
    }

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
