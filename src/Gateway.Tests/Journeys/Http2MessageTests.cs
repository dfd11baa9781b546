using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What is no request in HTTP/2 reaches no upstream, and no header of it becomes two (corpus F70, F98, F100).</summary>
public sealed class Http2MessageTests(Http2Stage stage) : IClassFixture<Http2Stage>
{
    [Theory]
    [InlineData("oidc_claim_trial: 0")]
    [InlineData("oidc-claim-trial: 0")]
    [InlineData("remote_user: root")]
    public async Task F70_A_claim_of_the_browsers_own_is_removed(string line)
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await wire.RequestAsync(1, Http2Wire.Get(path, line));

            Assert.Equal("200", await wire.OutcomeAsync(1));
            Assert.Equal([$"GET {path} whole "], stage.Reached());
            Assert.All(stage.Gateway.Area.Requests, request => Assert.DoesNotContain(request.Headers, header => header.Value is "0" or "root"));
        }
    }

    [Theory]
    [InlineData("OIDC_CLAIM_trial: 0")]
    [InlineData("X-Upper: 1")]
    [InlineData("x:y: 1")]
    [InlineData("x y: 1")]
    [InlineData("x\ty: 1")]
    [InlineData("x\0y: 1")]
    [InlineData("x-any: a\r\nOIDC_CLAIM_trial: 0")]
    [InlineData("x-any: a\nb")]
    [InlineData("x-any: a\rb")]
    [InlineData("x-any: a\0b")]
    [InlineData("x-any:  a")]
    [InlineData("x-any: a ")]
    [InlineData("x-any: \ta")]
    [InlineData("x-any: a\t")]
    public Task F70_What_is_no_header_is_no_request(string line) => RefusedAsync(Http2Wire.Get("{0}", line));

    [Theory]
    [InlineData("transfer-encoding: chunked")]
    [InlineData("connection: close")]
    [InlineData("connection: oidc-claim-trial")]
    [InlineData("keep-alive: timeout=5")]
    [InlineData("proxy-connection: keep-alive")]
    [InlineData("upgrade: websocket")]
    [InlineData("te: gzip")]
    [InlineData("te: trailers, gzip")]
    [InlineData(":unknown: x")]
    [InlineData(":status: 200")]
    [InlineData(":path: {0} x")]
    [InlineData(":path: {0}\r\nx")]
    [InlineData(":path: {0}\0")]
    [InlineData(":method: GE T")]
    [InlineData(":method: GET /x HTTP/1.1\r\nHost: a.example\r\n\r\nGET")]
    [InlineData(":method: ")]
    [InlineData(":scheme: javascript")]
    [InlineData(":authority: a.example@evil")]
    [InlineData(":authority: a.example/x")]
    [InlineData(":authority: a.example\r\nX: y")]
    public Task F98_Lines_of_another_protocol_and_odd_pseudo_headers_are_refused(string line) => RefusedAsync(Http2Wire.Get("{0}", line));

    [Theory]
    [InlineData("")]
    [InlineData("x.php")]
    [InlineData("*")]
    [InlineData("https://a.example/upload")]
    public Task F98_A_path_begins_with_a_slash(string path) => RefusedAsync(Http2Wire.Get(path));

    [Theory]
    [InlineData(":method")]
    [InlineData(":path")]
    [InlineData(":scheme")]
    [InlineData(":authority")]
    public async Task F98_A_pseudo_header_stands_once_and_first(string name)
    {
        var block = Http2Wire.Get("{0}");
        var line = block.Single(one => one.Name == name);

        await RefusedAsync([.. block, line]);
        await RefusedAsync([.. block.Where(one => one.Name != name), ("x-any", "1"), line]);
        if (name != ":authority") await RefusedAsync(block.Where(one => one.Name != name));
    }

    [Theory]
    [InlineData("content-length: +5")]
    [InlineData("content-length: 5, 5")]
    [InlineData("content-length: 0x5")]
    [InlineData("content-length: -1")]
    public Task F98_A_length_is_one_number_in_plain_digits(string line) => RefusedAsync(Http2Wire.Get("{0}", ":method: POST", line));

    // The server lets :authority count and throws host away: nobody behind it hears of the other one.
    [Fact]
    public async Task F98_Of_authority_and_host_nobody_hears_of_the_second()
    {
        stage.Clear();
        await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

        await wire.RequestAsync(1, Http2Wire.Get("/upload", "host: evil.example"));
        await wire.RequestAsync(3, Http2Wire.Get("/upload", ":authority: evil.example", "host: a.example"));

        Assert.Equal(("200", "421"), (await wire.OutcomeAsync(1), await wire.OutcomeAsync(3)));
        Assert.Equal("a.example", Assert.Single(stage.Gateway.Area.Requests)["Host"]);
    }

    [Fact]
    public async Task F100_Connect_is_for_web_sockets_alone()
    {
        List<(string, string)> plain = [(":method", "CONNECT"), (":authority", "a.example:443")];
        await RefusedAsync(plain, "405");
        await RefusedAsync([.. Http2Wire.Get("{0}", ":method: CONNECT"), (":protocol", "connect-udp")], "405");
        await RefusedAsync([.. Http2Wire.Get("{0}", ":method: CONNECT"), (":protocol", "")], "405");
        await RefusedAsync([.. Http2Wire.Get("{0}", ":method: GET"), (":protocol", "websocket")]);
        await RefusedAsync([.. Http2Wire.Get("{0}", ":method: CONNECT")]);
    }

    private async Task RefusedAsync(IEnumerable<(string Name, string Value)> block, string status = "400")
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            var lines = block.Select(one => (one.Name, one.Value.Replace("{0}", path, StringComparison.Ordinal))).ToList();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await wire.RequestAsync(1, lines);

            var outcome = await wire.OutcomeAsync(1);
            Assert.True(outcome == status || outcome is "400" or "reset PROTOCOL_ERROR" or "end PROTOCOL_ERROR", $"{string.Join(" | ", lines)}: {outcome}");
            Assert.True(stage.Reached().Count == 0, $"{string.Join(" | ", lines)} reached the upstream: {string.Join(" and ", stage.Reached())}");
            Assert.True(stage.Gateway.Nats.Ledger.Calls.Count == 0, $"{string.Join(" | ", lines)} reached the OP");
            stage.Gateway.AssertQuiet();
        }
    }
}
