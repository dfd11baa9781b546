using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// Two thousand browsers that send a byte in ten seconds (corpus F109), in real time and against the limits as they are, since the server's
/// own clock is not the test's: half a minute for headers, some seconds for a body.
/// </summary>
[Collection(RealTime.Name)]
public sealed class SlowClientTests
{
    private const int Clients = 2000;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("headers", "GET /members/ HTTP/1.1\r\nHost: a.example\r\nX-Slow: ")]
    [InlineData("body", "POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000000\r\n\r\n")]
    [InlineData("chunks", "POST /upload HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n")]
    public async Task F109_They_are_cut_off_and_nobody_else_waits(string what, string begun)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var member = await gateway.SignedInAsync("alice");
        gateway.Area.Requests.Clear();

        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => BeginAsync(gateway, begun)));
        using var all = new CancellationTokenSource(Patience.Limit);
        var trickle = TrickleAsync(clients, all.Token);
        for (var at = 0; at < 20; at++) Assert.Equal("upstream:/members/full/", (await member.GetAsync("/members/full/")).Text);
        await Task.WhenAll(clients.Select(client => EndedAsync(client, all.Token)));
        await all.CancelAsync();
        await trickle;

        Assert.Equal("upstream:/members/full/", (await member.GetAsync("/members/full/")).Text);
        Assert.All(gateway.Area.Requests, request => Assert.Equal("/members/full/", request.Target));   // none of them was ever whole
        Assert.True(gateway.Log.Warnings.Count == 0, $"{what}: {string.Join('\n', gateway.Log.Warnings)}");
        foreach (var client in clients) client.Dispose();
    }

    private static async Task<TcpClient> BeginAsync(GatewayHost gateway, string begun)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun), TestContext.Current.CancellationToken);
        return client;
    }

    // As long as anybody takes it.
    private static async Task TrickleAsync(TcpClient[] clients, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var client in clients.Where(client => client.Connected))
            {
                try
                {
                    client.Client.Send("x"u8, SocketFlags.None, out _);
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    // Cut off.
                }
            }

            await Task.Delay(Pace, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The server may say why before it closes.
    private static async Task EndedAsync(TcpClient client, CancellationToken limit)
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit) > 0);
        }
        catch (Exception reset) when (reset is IOException or InvalidOperationException)
        {
            // Cut off with a reset.
        }
    }
}
