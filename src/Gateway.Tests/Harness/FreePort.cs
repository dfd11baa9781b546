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
}
