using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.SignIn;

/// <summary>
/// Members whose sessions were all lost at once (a Redis that came back empty, an OP that revoked everything) go to the OP at a pace that it
/// can stand. Counted are those who bring a session cookie that opens nothing. Whoever invents such cookies gets what others leave: half of the
/// turns are kept for addresses that have had few of late.
/// </summary>
internal sealed class LoginPace(TimeProvider clock)
{
    private const double PerSecond = 50;
    private const double MostAtOnce = 100;
    // More tabs than anybody has open: a household that lost its sessions comes at once.
    private const int FewOfLate = 40;

    private static readonly TimeSpan OfLate = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Turns> _turns = new();

    /// <summary>So many turns are never for somebody who has had many of late.</summary>
    public double Kept { get; init; } = 50;

    public bool TryTake(ProviderSettings provider, IPAddress client) =>
        _turns.GetOrAdd(ProviderBreakers.RouteOf(provider, provider.Address), static _ => new Turns()).TryTake(clock.GetUtcNow(), NetworkOf(client), Kept);

    // One line has a whole /64 of the new addresses to choose from.
    private static IPAddress NetworkOf(IPAddress client) =>
        client is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? new IPAddress([.. client.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]) : client;

    private sealed class Turns
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<IPAddress, int> _ofLate = [];   // as many as turns were given
        private double _left = MostAtOnce;
        private DateTimeOffset _at = DateTimeOffset.MaxValue;
        private DateTimeOffset _since = DateTimeOffset.MinValue;

        public bool TryTake(DateTimeOffset now, IPAddress network, double kept)
        {
            lock (_lock)
            {
                if (now > _at) _left = Math.Min(MostAtOnce, _left + ((now - _at).TotalSeconds * PerSecond));
                _at = now;
                if ((now - _since).Duration() >= OfLate) _ofLate.Clear();
                if (_ofLate.Count == 0) _since = now;

                var had = _ofLate.GetValueOrDefault(network);
                if (_left < (had < FewOfLate ? 1 : kept + 1)) return false;

                _ofLate[network] = had + 1;
                _left--;
                return true;
            }
        }
    }
}
