using System.Collections.Concurrent;
using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.SignIn;

/// <summary>
/// Members whose sessions were all lost at once (a Redis that came back empty, an OP that revoked everything) go to the OP at a pace that it
/// can stand. Counted are those who bring a session cookie that opens nothing; nobody else can use up their turn.
/// </summary>
internal sealed class LoginPace(TimeProvider clock)
{
    private const double PerSecond = 50;
    private const double MostAtOnce = 100;

    private readonly ConcurrentDictionary<string, Turns> _turns = new();

    public bool TryTake(ProviderSettings provider) => _turns.GetOrAdd(ProviderBreakers.RouteOf(provider, provider.Address), static _ => new Turns()).TryTake(clock.GetUtcNow());

    private sealed class Turns
    {
        private readonly Lock _lock = new();
        private double _left = MostAtOnce;
        private DateTimeOffset _at = DateTimeOffset.MaxValue;

        public bool TryTake(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (now > _at) _left = Math.Min(MostAtOnce, _left + ((now - _at).TotalSeconds * PerSecond));
                _at = now;
                if (_left < 1) return false;

                _left--;
                return true;
            }
        }
    }
}
