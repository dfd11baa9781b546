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
internal sealed class SessionRefresher(
    SessionFlights flights, RenewalPace pace, OtherNodes others, TokenRefresh tokenRefresh, ClaimsRefresh claimsRefresh, SessionVault vault, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLinkWait = TimeSpan.FromSeconds(10);

    public ValueTask<FreshSession> KeepFreshAsync(Site site, LiveSession live, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return IsDue(site, live) ? new(LookAfterAsync(site, live, now, cancellation)) : new(Due.Judge(live, site.Tokens, now, answered: true));
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

        if (!Due.CanRefresh(live.Session, clock.GetUtcNow())) return LinkRefresh.Failed;
        try
        {
            var after = await FlyAsync(live, other => RefreshAsync(site, other, LongestLinkWait),
                done => !Same(presented, done.Session.Tokens.AccessToken), LongestLinkWait, cancellation);
            return after is not null && !Same(presented, after.Session.Tokens.AccessToken) ? LinkRefresh.Refreshed : LinkRefresh.Failed;
        }
        catch (TimeoutException)
        {
            return LinkRefresh.Failed;
        }
    }

    /// <summary>
    /// Asks userinfo now, whatever the interval says, and answers with the session as it then is. <paramref name="mayAsk"/> judges the
    /// session as it stands when the question would be put: claims that came meanwhile need none.
    /// </summary>
    public async Task<FreshSession> RecheckAsync(Site site, LiveSession live, Func<Session, bool> mayAsk, CancellationToken cancellation)
    {
        bool IsNewer(LiveSession other) => other.Session.ClaimsAt > live.Session.ClaimsAt;
        async Task<LiveSession?> AskAsync(LiveSession _)
        {
            var newest = await vault.FindAsync(live.Keys, live.Id, CancellationToken.None);
            if (newest is null || IsNewer(newest)) return newest;

            var now = clock.GetUtcNow();
            if (!Due.IsAsked(newest.Session, now) && mayAsk(newest.Session)) newest = await claimsRefresh.AskAsync(site, newest, recheck: true);
            return newest is null ? null : await others.AnswerAsync(newest, Due.IsAsked, LongestWait);
        }

        try
        {
            var after = await FlyAsync(live, AskAsync, IsNewer, LongestWait, cancellation);
            return after is null ? FreshSession.Ended : Due.Judge(after, site.Tokens, clock.GetUtcNow(), answered: true);
        }
        catch (Exception missing) when (missing is TimeoutException or SessionStoreUnavailableException)
        {
            return Due.Judge(live, site.Tokens, clock.GetUtcNow(), answered: true);
        }
    }

    private async Task<FreshSession> LookAfterAsync(Site site, LiveSession live, DateTimeOffset now, CancellationToken cancellation)
    {
        var (mustWait, asks) = (Due.MustWait(live.Session, site.Tokens, now), Due.Claims(live.Session, site.Tokens, now));
        if (!mustWait && !asks)
        {
            if (!flights.IsUnderWay(live)) pace.Begin(site.Provider, live, () => flights.Join(live, () => PassAsync(site, live)));
            return Due.Judge(live, site.Tokens, now, answered: true);
        }

        var flight = flights.Join(live, () => PassAsync(site, live));
        if (!mustWait && !flight.Leads) return Due.Judge(live, site.Tokens, now, answered: true);

        try
        {
            var after = await LandAsync(flight, other => PassAsync(site, other), other => !IsDue(site, other), LongestWait, cancellation);
            return after is null ? FreshSession.Ended : Due.Judge(after, site.Tokens, clock.GetUtcNow(), answered: true);
        }
        catch (SessionStoreUnavailableException)
        {
            // It was read a moment ago and takes no writes now: nobody may ask for it, and no answer will come.
            return Due.Judge(live, site.Tokens, clock.GetUtcNow(), answered: false);
        }
        catch (TimeoutException)
        {
            // Half of the answers may have come by now, or a logout.
            var newest = await vault.FindAsync(live.Keys, live.Id, cancellation);
            return newest is null ? FreshSession.Ended : Due.Judge(newest, site.Tokens, clock.GetUtcNow(), answered: false);
        }
    }

    private async Task<LiveSession?> PassAsync(Site site, LiveSession live)
    {
        LiveSession? current = live;
        var now = clock.GetUtcNow();
        if (Due.Token(live.Session, site.Tokens, now)) current = await RefreshAsync(site, live, Due.TokenHasEnded(live.Session, now) ? LongestWait : TimeSpan.Zero);
        return current is not null && Due.Claims(current.Session, site.Tokens, clock.GetUtcNow()) ? await AskAsync(site, current) : current;
    }

    private async Task<LiveSession?> RefreshAsync(Site site, LiveSession live, TimeSpan patience) =>
        await tokenRefresh.RefreshAsync(site, live) is { } after ? await others.AnswerAsync(after, Due.IsPosted, patience) : null;

    private async Task<LiveSession?> AskAsync(Site site, LiveSession live)
    {
        var now = clock.GetUtcNow();
        var after = Due.IsAsked(live.Session, now) ? live : await claimsRefresh.AskAsync(site, live, recheck: false);
        var patience = Due.ClaimsAreTooOld(live.Session, site.Tokens, now) ? LongestWait : TimeSpan.Zero;
        return after is null ? null : await others.AnswerAsync(after, Due.IsAsked, patience);
    }

    private bool IsDue(Site site, LiveSession live) =>
        Due.Token(live.Session, site.Tokens, clock.GetUtcNow()) || Due.Claims(live.Session, site.Tokens, clock.GetUtcNow());

    private Task<LiveSession?> FlyAsync(
        LiveSession live, Func<LiveSession, Task<LiveSession?>> work, Func<LiveSession, bool> isDone, TimeSpan limit, CancellationToken cancellation) =>
        LandAsync(flights.Join(live, () => work(live)), work, isDone, limit, cancellation);

    // A flight that we joined may be of another kind: then one of our own follows it, within the same limit.
    private async Task<LiveSession?> LandAsync(
        (Task<LiveSession?> Task, bool Leads) flight, Func<LiveSession, Task<LiveSession?>> work, Func<LiveSession, bool> isDone, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = clock.GetUtcNow() + limit;
        while (true)
        {
            var left = deadline - clock.GetUtcNow();
            var after = await flight.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellation);
            if (after is null || flight.Leads || isDone(after)) return after;
            flight = flights.Join(after, () => work(after));
        }
    }

    private static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
