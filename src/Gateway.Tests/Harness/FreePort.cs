using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Harness;

/// <summary>A port of loopback that nobody has, for what must be told its port beforehand.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>One for a server that will be stopped and started again: below the ports that the system hands out, so that nobody takes it meanwhile.</summary>
    public static int TakeLasting()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (IsFree(port)) return port;
        }
    }

    /// <summary>The first of three in a row, below the ports that the system hands out for port 0, so that no test beside takes a neighbour.</summary>
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
