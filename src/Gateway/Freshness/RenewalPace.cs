using System.Collections.Concurrent;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.Extensions.Hosting;

namespace Gateway.Freshness;

/// <summary>
/// However many tokens end together, their renewals come to the OP at a pace that it can stand, as long as nobody waits for them: a hundred
/// at once, then two hundred a second of one process for one OP. Who has to wait for a token takes no turn here.
/// </summary>
internal sealed class RenewalPace(TimeProvider clock) : IHostedService, IDisposable
{
    public const int AtOnce = 100;
    public const int PerSecond = 200;

    private readonly ConcurrentDictionary<string, Turns> _turns = new();
    private readonly ConcurrentDictionary<(string Site, SessionId Id), Lazy<Task>> _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _start = clock.GetTimestamp();

    private static TimeSpan Step => TimeSpan.FromSeconds(1) / PerSecond;

    /// <summary>
    /// Begins <paramref name="renewal"/> when its turn has come. Nothing where one of this session waits for its turn, and where the token
    /// ends before it: who comes after that has to wait for it anyway, and another may have the turn.
    /// </summary>
    public void Begin(ProviderSettings provider, LiveSession live, Action renewal)
    {
        var key = (live.Keys.Site, live.Id);
        _ = _waiting.GetOrAdd(key, key => new Lazy<Task>(() => RunAsync(key, provider, live.Session.Tokens.ExpiresAt, renewal))).Value;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What waits for its turn is not begun any more: another process, or the next one, begins it when the member comes.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_waiting.Values.Select(static turn => turn.Value)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync((string, SessionId) key, ProviderSettings provider, DateTimeOffset? end, Action renewal)
    {
        try
        {
            var turns = _turns.GetOrAdd(ProviderBreakers.RouteOf(provider, provider.Address), static _ => new Turns());
            if (!turns.TryTake(clock.GetElapsedTime(_start), end - clock.GetUtcNow(), out var wait)) return;

            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, _stopping.Token);
            if (!_stopping.IsCancellationRequested) renewal();
        }
        finally
        {
            _waiting.TryRemove(key, out _);
        }
    }

    private sealed class Turns
    {
        private readonly Lock _lock = new();
        private TimeSpan _last = TimeSpan.MinValue;

        /// <summary>How long it is until the next turn, which is taken unless that is longer than <paramref name="longest"/>.</summary>
        public bool TryTake(TimeSpan now, TimeSpan? longest, out TimeSpan wait)
        {
            lock (_lock)
            {
                var unused = now - (AtOnce * Step);
                var next = (_last > unused ? _last : unused) + Step;
                wait = next - now;
                if (wait > longest) return false;

                _last = next;
                return true;
            }
        }
    }
}
