using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// What an HTTP upstream may answer (corpus F105, F106): nothing that two readers could take for two answers, and no word that only a
/// server in front obeys.
/// </summary>
public sealed class HttpAnswerTests(HttpAnswerTests.Stage stage) : IClassFixture<HttpAnswerTests.Stage>
{
    private const string Evil = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: SID=evil\r\nContent-Length: 4\r\n\r\nevil";

    public sealed class Stage : IAsyncLifetime
    {
        private GatewayHost? _gateway;

        internal ScriptedHttp Server { get; } = ScriptedHttp.Start();

        internal GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The stage has not been set.");

        internal string Full { get; private set; } = "";

        internal string Trial { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            _gateway = await GatewayHost.StartAsync(site => site["Upstream"] = Server.Address.AbsoluteUri);
            Full = RefusalStage.CookieOf(await _gateway.SignedInAsync("alice"));
            Trial = RefusalStage.CookieOf(await _gateway.SignedInAsync("bob"));
        }

        public async ValueTask DisposeAsync()
        {
            if (_gateway is not null) await _gateway.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Test: a\nSet-Cookie: SID=evil\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Test: a\rSet-Cookie: SID=evil\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Test: a\r\n Set-Cookie: SID=evil\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Test: a\0b\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 4\n\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\npage" + Evil)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\npage" + Evil)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4, 4\r\n\r\npage" + Evil)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n" + Evil)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n4\r\npage\r\n0\r\n\r\n" + Evil)]
    [InlineData("{1xx}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + Evil)]
    [InlineData("HTTP/1.1 099 Odd\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 600 Odd\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 1000 Odd\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 20 Odd\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\n{1000 headers}Content-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nX Test: a\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Test\r\nContent-Length: 4\r\n\r\npage")]
    [InlineData("nothing of the kind\r\n\r\n")]
    public async Task F105_An_answer_that_could_be_two_is_none(string answer)
    {
        stage.Gateway.Log.Clear();
        stage.Server.Requests.Clear();
        stage.Server.Answers["/members/bad"] = answer
            .Replace("{1xx}", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 1000)), StringComparison.Ordinal)
            .Replace("{1000 headers}", string.Concat(Enumerable.Range(0, 1000).Select(at => $"X-{at}: x\r\n")), StringComparison.Ordinal);

        var refused = await RawRequest.GetAsync(stage.Gateway, "/members/bad", "Accept: text/html", stage.Full);
        var next = await RawRequest.GetAsync(stage.Gateway, "/members/next", "Accept: text/html", stage.Trial);

        Proof.ErrorPage(stage.Gateway, refused, 502, "upstream_answer", answer);
        Assert.DoesNotContain("evil", refused.Text + string.Join('\n', refused.SetCookies), StringComparison.Ordinal);
        Assert.Equal((200, "/members/next"), (next.Status, next.Text));
        Assert.Empty(next.SetCookies);
        Assert.Contains("the upstream ", Assert.Single(stage.Gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Equal(["/members/bad", "/members/next"], stage.Server.Requests.Select(request => request.Target));
        Assert.Equal(2, stage.Server.Requests.Select(request => request.Connection).Distinct().Count());
    }

    [Theory]
    [InlineData("X-Accel-Redirect: /internal")]
    [InlineData("X-Sendfile: /etc/passwd")]
    [InlineData("x-sendfile: /etc/passwd")]
    [InlineData("X-Reproxy-URL: http://127.0.0.1/")]
    public async Task F106_An_order_to_the_server_in_front_is_removed_and_not_obeyed(string line)
    {
        await using var upstream = ScriptedHttp.Start();
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream.Address.AbsoluteUri);
        upstream.Answers["/film"] = $"HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: 4\r\n\r\npage";

        foreach (var _ in (int[])[1, 2])
        {
            var answer = await RawRequest.GetAsync(gateway, "/film");
            Assert.Equal((200, "page"), (answer.Status, answer.Text));
            Assert.Null(answer.Header(line.Split(':')[0]));
        }

        Assert.Equal(["/film", "/film"], upstream.Requests.Select(request => request.Target));
        Assert.Contains("the header was removed: site=a.", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }
}
