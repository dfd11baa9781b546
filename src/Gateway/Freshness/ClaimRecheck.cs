using System.Collections.Concurrent;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Freshness;

/// <summary>
/// The member who just paid (design 6.7): a denial by a claim rule asks the OP once more before it stands, at most every ten seconds a
/// session and twenty times a second an OP by one way there.
/// </summary>
internal sealed class ClaimRecheck(SessionRefresher refresher, TimeProvider clock)
{
    private static readonly TimeSpan Floor = TimeSpan.FromSeconds(10);
    private const int MostPerSecond = 20;

    private readonly ConcurrentDictionary<string, Budget> _budgets = new();

    /// <summary>The session with claims just asked for, or null when it may not ask now.</summary>
    public async ValueTask<FreshSession?> TryAsync(Site site, LiveSession live, CancellationToken cancellation)
    {
        // A question that was out when the session was read may have its answer by now, or soon: that is worth a wait.
        if (!MayAsk(live.Session) && live.Session.ClaimsAttempt is null) return null;

        var budget = _budgets.GetOrAdd(ProviderBreakers.RouteOf(site.Provider, site.Provider.Address), static _ => new Budget());
        return await refresher.RecheckAsync(site, live, session => MayAsk(session) && budget.TryTake(clock.GetUtcNow()), cancellation);
    }

    private bool MayAsk(Session session)
    {
        var now = clock.GetUtcNow();
        return Due.CanAsk(session, now) && !(session.RecheckedAt + Floor > now) && !(session.NextClaimsAt > now);
    }

    private sealed class Budget
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _second;
        private int _taken;

        public bool TryTake(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (now - _second >= TimeSpan.FromSeconds(1)) (_second, _taken) = (now, 0);
                return _taken++ < MostPerSecond;
            }
        }
    }
}
