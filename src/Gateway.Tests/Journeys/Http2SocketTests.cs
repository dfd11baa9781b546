using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A WebSocket over HTTP/2 (RFC 8441) is judged as the GET that it is, and is for pages of the site alone (corpus F100, F125).</summary>
public sealed class Http2SocketTests
{
    private const string Socket = "/members/ws";

    [Fact]
    public async Task A_web_socket_over_HTTP_2_is_judged_as_the_GET_that_it_is()
    {
        await using var stage = await StartAsync(site =>
            site["Paths"]![Socket] = new JsonObject { ["Require"] = "claim trial:0", ["Methods"] = new JsonArray("GET") });
        using var wire = stage.Wire();
        var (alice, bob) = (stage.NewBrowser(wire), stage.NewBrowser(wire));
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");

        using var socket = await ConnectAsync(wire, alice);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[100];
        var got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, got.Count));
        Assert.Equal("alice", stage.Gateway.Area.Last(Socket)["REMOTE_USER"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalOfAsync(wire, bob));
        Assert.Single(stage.Gateway.Area.Requests, request => request.Target == Socket);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://b.example")]
    [InlineData("null")]
    public async Task F125_A_page_of_another_site_opens_no_web_socket_over_HTTP_2_and_a_page_of_the_site_does(string origin)
    {
        await using var stage = await StartAsync();
        using var wire = stage.Wire();
        var alice = stage.NewBrowser(wire);
        await alice.SignInAsync("alice");
        VanityStage.Forget(stage.Gateway);

        var refusal = await RefusalOfAsync(wire, alice, origin);

        Assert.Equal(HttpStatusCode.Forbidden, refusal);
        Assert.Empty(stage.Gateway.Area.Requests);
        Assert.StartsWith("Refused (websocket_origin, 403) site=a ", Assert.Single(stage.Gateway.Log.All).Text, StringComparison.Ordinal);
        using var socket = await ConnectAsync(wire, alice, GatewayHost.Origin);
        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal("alice", stage.Gateway.Area.Last(Socket)["REMOTE_USER"]);
        stage.Gateway.AssertQuiet();
    }

    // The upstream says no to one socket, then the connection serves another member.
    [Fact]
    public async Task F100_After_a_refused_web_socket_over_HTTP_2_its_upstream_connection_is_not_used_again()
    {
        await using var stage = await TlsStage.StartAsync();
        var connections = new List<string>();
        stage.Gateway.Area.Streams[Socket] = stage.Gateway.Area.Streams["/members/next"] = context =>
        {
            lock (connections) connections.Add(context.Connection.Id);
            context.Response.StatusCode = context.Request.Path == Socket ? 403 : 200;
            return Task.CompletedTask;
        };
        using var wire = stage.Wire();
        var (alice, bob) = (stage.NewBrowser(wire), stage.NewBrowser(wire));
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");

        for (var at = 0; at < 5; at++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await RefusalOfAsync(wire, alice));
            Assert.Equal(200, (await bob.GetAsync("/members/next")).Status);
        }

        var sockets = connections.Where((_, at) => at % 2 == 0).ToList();
        Assert.Equal(5, sockets.Distinct().Count());
        Assert.All(connections.Where((_, at) => at % 2 == 1), connection => Assert.DoesNotContain(connection, sockets));
        stage.Gateway.AssertQuiet();
    }

    /// <summary>Its members area says back what a socket hears first.</summary>
    private static async Task<TlsStage> StartAsync(Action<JsonObject>? site = null)
    {
        var stage = await TlsStage.StartAsync(site);
        stage.Gateway.Area.Streams[Socket] = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[100];
            var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        };
        return stage;
    }

    private static async Task<ClientWebSocket> ConnectAsync(TlsWire wire, Browser browser, string? origin = null)
    {
        var socket = NewSocket(browser, origin);
        await ConnectAsync(socket, wire);
        return socket;
    }

    private static async Task<HttpStatusCode> RefusalOfAsync(TlsWire wire, Browser browser, string? origin = null)
    {
        using var socket = NewSocket(browser, origin);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, wire));
        return socket.HttpStatusCode;
    }

    private static ClientWebSocket NewSocket(Browser browser, string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", "__Host-gateway=" + browser.SessionCookie);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        return socket;
    }

    private static Task ConnectAsync(ClientWebSocket socket, TlsWire wire) =>
        socket.ConnectAsync(new Uri(GatewayHost.Origin.Replace("https", "wss", StringComparison.Ordinal) + Socket), wire.Client, TestContext.Current.CancellationToken);
}
