using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A request leaves HTTP for a WebSocket and for nothing else, and only for a page of the site (corpus F100, F125).</summary>
public sealed class UpgradeTests(UpgradeTests.Stage stage) : IClassFixture<UpgradeTests.Stage>
{
    public sealed class Stage : UpstreamsStage
    {
        private protected override void Change(JsonObject site) => site["WebSocketOrigins"] = new JsonArray("https://chat.example");
    }

    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    [Theory]
    [InlineData("GET", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__")]
    [InlineData("GET", "HTTP2-Settings: AAMAAABkAAQAAP__")]
    [InlineData("GET", "Connection: Upgrade\r\nUpgrade: foo")]
    [InlineData("GET", "Connection: Upgrade\r\nUpgrade: SPDY/3.1")]
    [InlineData("GET", "Connection: Upgrade\r\nUpgrade: websocket, h2c")]
    [InlineData("GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c")]
    [InlineData("POST", Handshake)]
    [InlineData("OPTIONS", Handshake)]
    public async Task F100_No_other_upgrade_is_passed_on_and_what_follows_is_the_next_request(string method, string lines)
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync($"{method} {path} HTTP/1.1\r\nHost: a.example\r\n{lines}\r\n\r\n");
            await wire.ReadUntilAsync("\r\n\r\n");
            await wire.WriteAsync("GET /behind HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
            var text = await wire.ReadToEndAsync();

            Assert.StartsWith("HTTP/1.1 200 ", text, StringComparison.Ordinal);
            Assert.EndsWith("upstream:/behind", text.TrimEnd('\r', '\n', '0'), StringComparison.Ordinal);
            Assert.Equal([$"GET /behind whole ", $"{method} {path} whole "], stage.Reached().Order());
            Assert.All(stage.Gateway.Area.Requests, request => Assert.False(request.Has("Upgrade") || request.Has("HTTP2-Settings") || request.Has("Connection")));
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("CONNECT a:443 HTTP/1.1\r\nHost: a:443")]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443")]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example")]
    [InlineData("CONNECT /upload HTTP/1.1\r\nHost: a.example")]
    public async Task F100_Connect_is_refused(string head)
    {
        stage.Clear();
        await using var wire = await Wire.OpenAsync(stage.Gateway);

        await wire.WriteAsync(head + "\r\nConnection: close\r\n\r\n");
        var text = await wire.ReadToEndAsync();

        Assert.True(text.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal) || text.StartsWith("HTTP/1.1 405 ", StringComparison.Ordinal), text);
        Assert.Empty(stage.Reached());
        stage.Gateway.AssertQuiet();
    }

    // The upstream says no to one socket, then the connection serves another member.
    [Fact]
    public async Task F100_After_a_refused_web_socket_its_upstream_connection_is_not_used_again()
    {
        stage.Clear();
        var connections = new List<string>();
        stage.Gateway.Area.Streams["/members/ws"] = stage.Gateway.Area.Streams["/members/next"] = context =>
        {
            lock (connections) connections.Add(context.Connection.Id);
            context.Response.StatusCode = context.Request.Path == "/members/ws" ? 403 : 200;
            return Task.CompletedTask;
        };

        for (var at = 0; at < 5; at++)
        {
            await using var wire = await Wire.OpenAsync(stage.Gateway);
            await wire.WriteAsync($"GET /members/ws HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n{Handshake}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 403 ", await wire.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
            Assert.Equal(200, (await RawRequest.GetAsync(stage.Gateway, "/members/next", RefusalStage.CookieOf(stage.Trial))).Status);
        }

        var sockets = connections.Where((_, at) => at % 2 == 0).ToList();
        Assert.Equal(5, sockets.Distinct().Count());
        Assert.All(connections.Where((_, at) => at % 2 == 1), connection => Assert.DoesNotContain(connection, sockets));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://a.example.evil.example")]
    [InlineData("https://evila.example")]
    [InlineData("http://a.example")]
    [InlineData("https://a.example:8443")]
    [InlineData("https://a.example/")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("https://a.example, https://evil.example")]
    [InlineData("https://a.example\r\nOrigin: https://evil.example")]
    [InlineData("https://chat.example:8443")]
    public async Task F125_A_page_of_another_site_opens_no_web_socket(string origin)
    {
        stage.Clear();

        var answer = await RawRequest.SendAsync(stage.Gateway, Request("/members/ws", "Origin: " + origin));

        Assert.Equal((403, "application/json"), (answer.Status, answer.Header("Content-Type")));
        Proof.Own(answer);
        Assert.Equal("denied", answer.Json.GetProperty("error").GetString());
        Assert.Empty(stage.Reached());
        Assert.Single(stage.Gateway.Log.All, line => line.Text.StartsWith("Refused (websocket_origin, 403) site=a ", StringComparison.Ordinal));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Origin: https://a.example")]
    [InlineData("Origin: HTTPS://A.example:443")]
    [InlineData("Origin: https://www.a.example")]
    [InlineData("Origin: https://chat.example")]
    [InlineData("X-No: origin")]
    public async Task F125_The_sites_own_pages_the_listed_ones_and_programs_do(string line)
    {
        stage.Clear();
        stage.Gateway.Area.Streams["/members/ws"] = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        };

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync(Request("/members/ws", line));

        Assert.StartsWith("HTTP/1.1 101 ", await wire.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("alice", stage.Gateway.Area.Last("/members/ws")["Remote-User"]);
        stage.Gateway.AssertQuiet();
    }

    // What looks like a request, and like an endless line before a chunk, is neither.
    [Fact]
    public async Task What_is_said_after_the_change_of_protocol_is_read_as_no_request()
    {
        stage.Clear();
        var said = $"\r\nPOST / HTTP/1.1\r\nContent-Length: 5 \r\nTransfer-Encoding: chunked\r\n\r\n2;{new string('x', 64 * 1024)}end";
        stage.Gateway.Area.Streams["/members/raw"] = async context =>
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
            await using var raw = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            var heard = new byte[said.Length];
            await raw.ReadExactlyAsync(heard, context.RequestAborted);
            await raw.WriteAsync(heard, context.RequestAborted);
        };

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync(Request("/members/raw", "X-No: origin"));
        Assert.StartsWith("HTTP/1.1 101 ", await wire.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        await wire.WriteAsync(said);

        Assert.EndsWith("\r\n\r\n" + said, await wire.ReadUntilAsync("end"), StringComparison.Ordinal);
        stage.Gateway.AssertQuiet();
    }

    private string Request(string path, string line) =>
        $"GET {path} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n{line}\r\n{Handshake.Replace("Upgrade\r\n", "Upgrade, close\r\n", StringComparison.Ordinal)}\r\n\r\n";
}
