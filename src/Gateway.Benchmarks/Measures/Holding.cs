using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>The memory that a contender holds for browsers that keep a connection, and for those that have stopped reading a download.</summary>
internal sealed record Holding(string Contender, double MegabytesOfConnections, double KilobytesOfDownload)
{
    private const int Connections = 1_000;
    private const int Downloads = 100;
    private const int WarmUp = 3_200;

    private static readonly TimeSpan ToSettle = TimeSpan.FromSeconds(2);

    public static async Task<Holding> OfAsync(Func<Task<Contender>> start)
    {
        var (name, connections) = await GrowthAsync(start, Field.PublicPage, Connections);
        var (_, downloads) = await GrowthAsync(start, Field.PublicFile, Downloads);
        return new Holding(name, connections / 1e6 * 1_000 / Connections, downloads / 1e3 / Downloads);
    }

    // A fresh one each time: what it freed after an earlier measurement it would use again, and seem to need nothing.
    private static async Task<(string Name, double Bytes)> GrowthAsync(Func<Task<Contender>> start, string path, int count)
    {
        await using var contender = await start();
        await Load.PerSecondAsync(new Uri(contender.Address, Field.PublicPage), "", WarmUp);
        var before = CpuTime.MemoryOf(contender.Process.Id);
        var held = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++) held.Add(await AskAsync(contender.Address, path));
            await Task.Delay(ToSettle, TimeProvider.System);
            return (contender.Name, CpuTime.MemoryOf(contender.Process.Id) - before);
        }
        finally
        {
            foreach (var socket in held) socket.Dispose();
        }
    }

    // Its first bytes have come, so the answer is on its way: of a small page all of it, of a file more than the kernel keeps remains.
    private static async Task<Socket> AskAsync(Uri address, string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"));
        if (await socket.ReceiveAsync(new byte[4096]) == 0) throw new InvalidOperationException($"{address} closed a connection that asked for {path}.");
        return socket;
    }
}
