using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.SignIn;

/// <summary>
/// Members whose sessions were all lost at once (a Redis that came back empty, an OP that revoked everything) go to the OP at a pace that it
/// can stand. Counted are those who bring a session cookie that opens nothing; nobody else can use up their turn. Anybody can invent such a
/// cookie, so one address has a tenth of the turns and no more.
/// </summary>
internal sealed class LoginPace(TimeProvider clock)
{
    private const double PerSecond = 50;
    private const double MostAtOnce = 100;
    private const int MostOfOneAddress = 10;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Turns> _turns = new();

    public bool TryTake(ProviderSettings provider, IPAddress client) =>
        _turns.GetOrAdd(ProviderBreakers.RouteOf(provider, provider.Address), static _ => new Turns()).TryTake(clock.GetUtcNow(), NetworkOf(client));

    // Whoever has one address of IPv6 has the other 2^64 of its network.
    private static IPAddress NetworkOf(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6) return client.MapToIPv4();
        return client.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. client.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]) : client;
    }

    private sealed class Turns
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<IPAddress, int> _taken = [];   // no more of them than turns in one span
        private double _left = MostAtOnce;
        private DateTimeOffset _at = DateTimeOffset.MaxValue;
        private DateTimeOffset _began;

        public bool TryTake(DateTimeOffset now, IPAddress network)
        {
            lock (_lock)
            {
                if (now > _at) _left = Math.Min(MostAtOnce, _left + ((now - _at).TotalSeconds * PerSecond));
                _at = now;
                if (_left < 1) return false;

                if (now - _began >= Span)
                {
                    _began = now;
                    _taken.Clear();
                }

                ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, network, out _);
                if (taken >= MostOfOneAddress) return false;

                taken++;
                _left--;
                return true;
            }
        }
    }
}
