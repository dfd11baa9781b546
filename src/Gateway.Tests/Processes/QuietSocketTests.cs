using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// A WebSocket is no upload: it may keep silent for longer than one that is too slow, and say more than one may hold. In real time, since the
/// server's own clock is not the test's.
/// </summary>
[Collection(RealTime.Name)]
public sealed class QuietSocketTests
{
    private static readonly TimeSpan LongerThanTheServerWaitsForUploads = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_web_socket_outlives_the_limits_on_uploads(bool overHttp2)
    {
        await using var stage = await TlsStage.StartAsync(site => site["Limits"] = new JsonObject { ["RequestBody"] = "1K" });
        stage.Gateway.Area.Streams["/ws"] = async context =>
        {
            using var accepted = await context.WebSockets.AcceptWebSocketAsync();
            var echo = new byte[1 << 16];
            while (await accepted.ReceiveAsync(echo, context.RequestAborted) is { MessageType: WebSocketMessageType.Binary } got)
                await accepted.SendAsync(echo.AsMemory(0, got.Count), WebSocketMessageType.Binary, got.EndOfMessage, context.RequestAborted);
        };
        using var wire = stage.Wire(overHttp2 ? null : "a.example");
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = overHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.SetRequestHeader("Host", "a.example");
        await socket.ConnectAsync(new Uri(overHttp2 ? "wss://a.example/ws" : "ws://wire.invalid/ws"), wire.Client, TestContext.Current.CancellationToken);

        Assert.Equal(100, await EchoAsync(socket, 100));
        await Task.Delay(LongerThanTheServerWaitsForUploads, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(100_000, await EchoAsync(socket, 100_000));
        stage.Gateway.AssertQuiet();
    }

    private static async Task<int> EchoAsync(ClientWebSocket socket, int bytes)
    {
        await socket.SendAsync(new byte[bytes], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var (read, buffer) = (0, new byte[1 << 16]);
        for (var whole = false; !whole;)
        {
            var got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            (read, whole) = (read + got.Count, got.EndOfMessage || got.MessageType == WebSocketMessageType.Close);
        }

        return read;
    }
}
