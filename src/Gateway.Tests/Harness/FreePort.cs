using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Harness;

/// <summary>
/// A port of loopback that nobody has, for what must be told its port beforehand: below the ports that the system hands out and never the same
/// twice, so that nobody takes it meanwhile, also while its server is stopped and started again.
/// </summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(26_000, 32_000);   // the programs of the benchmarks take theirs below
            if (IsFree(port)) return port;
        }
    }

    /// <summary>The first of three in a row.</summary>
    public static int TakeThree()
    {
        while (true)
        {
            var first = Random.Shared.Next(11_000, 20_000);
            if (Enumerable.Range(first, 3).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        if (!Taken.TryAdd(port, true)) return false;

        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
