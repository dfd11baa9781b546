using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Bodies and sockets pass both ways as they come, whatever their size (design 8.6).</summary>
public sealed class StreamingTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    private const int Large = 50 * 1024 * 1024;

    [Fact]
    public async Task A_slow_upload_is_not_cut_by_the_first_byte_limit()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Timeouts"] = new JsonObject { ["FirstByte"] = "20s" });
        var begun = NewGate();
        gateway.Area.Streams["/upload"] = async context =>
        {
            var read = new byte[4];
            await context.Request.Body.ReadExactlyAsync(read);
            begun.SetResult();
            await context.Request.Body.ReadExactlyAsync(read);
            await context.Response.WriteAsync("got " + Encoding.ASCII.GetString(read));
        };

        await using var wire = await Wire.OpenAsync(gateway);
        await wire.WriteAsync("POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 8\r\nConnection: close\r\n\r\none,");
        await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        await wire.WriteAsync("two.");

        Assert.Contains("got two.", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Content-Length: 8\r\n\r\none,", "two.")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\none,\r\n", "4\r\ntwo.\r\n0\r\n\r\n")]
    public async Task An_upload_streams_to_the_upstream_as_it_comes(string first, string second)
    {
        stage.Clear();
        var (begun, read) = (NewGate(), new byte[8]);
        stage.Gateway.Area.Streams["/members/upload.php"] = async context =>
        {
            await context.Request.Body.ReadExactlyAsync(read.AsMemory(0, 4));
            begun.SetResult();
            await context.Request.Body.ReadExactlyAsync(read.AsMemory(4));
            await context.Response.WriteAsync(Encoding.ASCII.GetString(read));
        };

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync($"POST /members/upload.php HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nConnection: close\r\n{first}");
        await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);   // the upstream has the first half before the second was sent
        await wire.WriteAsync(second);

        Assert.Contains("one,two.", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_answer_streams_to_the_browser_as_it_comes()
    {
        stage.Clear();
        var goOn = NewGate();
        stage.Gateway.Area.Streams["/members/events.php"] = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("data: second\n\n");
        };

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync($"GET /members/events.php HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n");
        var first = await wire.ReadUntilAsync("data: first\n\n");
        goOn.SetResult();

        Assert.DoesNotContain("second", first, StringComparison.Ordinal);
        Assert.Contains("data: second\n\n", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_and_a_download_of_50_MB_pass_whole(bool chunked)
    {
        stage.Clear();
        var bytes = new byte[Large];
        new Random(7).NextBytes(bytes);
        byte[]? hash = null;
        stage.Gateway.Area.Streams["/members/large"] = async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method)) hash = await SHA256.HashDataAsync(context.Request.Body);
            else await context.Response.Body.WriteAsync(bytes);
        };

        using var content = new StreamContent(new MemoryStream(bytes));
        if (!chunked) content.Headers.ContentLength = Large;
        var up = await stage.Full.SendAsync("POST", "/members/large", content, chunked ? [("Transfer-Encoding", "chunked")] : []);
        var down = await stage.Full.GetAsync("/members/large");

        Assert.Equal(200, up.Status);
        Assert.Equal(SHA256.HashData(bytes), hash);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(down.Bytes));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_web_socket_opens_for_a_member_with_identity_and_echoes_both_ways()
    {
        stage.Clear();
        stage.Gateway.Area.Streams["/members/ws"] = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } got)
                await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, CancellationToken.None);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
        };

        using var client = await ConnectAsync(stage.Full.SessionCookie);
        var buffer = new byte[1024];
        foreach (var text in new[] { "one", "zwei ü" })
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            var got = await client.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, got.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        var received = stage.Gateway.Area.Last("/members/ws");
        Assert.Equal("alice", received["Remote-User"]);
        Assert.False(received.Has("Cookie"));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_web_socket_of_a_visitor_gets_401_and_one_of_a_trial_member_is_denied()
    {
        stage.Clear();

        var visitor = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(session: null));
        var trial = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(stage.Trial.SessionCookie, "/members/full/ws"));

        Assert.Contains("401", visitor.Message, StringComparison.Ordinal);
        Assert.Contains("401", trial.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Gateway.Area.Requests);
        stage.Gateway.AssertQuiet();
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<ClientWebSocket> ConnectAsync(string? session, string path = "/members/ws")
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Host", "a.example");
        if (session is not null) client.Options.SetRequestHeader("Cookie", "__Host-gateway=" + session);
        await client.ConnectAsync(new Uri($"ws://{stage.Gateway.Address.Authority}{path}"), TestContext.Current.CancellationToken);
        return client;
    }
}
