using System.Text;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What is no request in HTTP/2 reaches no upstream, and no header of it becomes two (corpus F70, F98, F100).</summary>
public sealed partial class Http2MessageTests(Http2Stage stage) : IClassFixture<Http2Stage>
{
    [Theory]
    [InlineData("oidc_claim_trial: forged")]
    [InlineData("oidc-claim-trial: forged")]
    [InlineData("remote_user: forged")]
    public async Task F70_A_claim_of_the_browsers_own_is_removed(string line)
    {
        stage.Clear();
        await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

        await wire.RequestAsync(1, Http2Wire.Get("/upload", line));
        await wire.RequestAsync(3, Http2Wire.Get("/members/upload", line, Cookie(stage.Trial)));
        await wire.RequestAsync(5, Http2Wire.Get("/php/dump.php", line));
        await wire.RequestAsync(7, Http2Wire.Get("/php/members/dump.php", line, Cookie(stage.Trial)));
        foreach (var stream in (int[])[1, 3, 5, 7]) Assert.Equal("200", await wire.OutcomeAsync(stream));
        var (visitor, member) = (Dump(await wire.BodyAsync(5)), Dump(await wire.BodyAsync(7)));

        AssertKnows(stage.Gateway.Area.Last("/upload"), [], []);
        AssertKnows(stage.Gateway.Area.Last("/members/upload"), ["1"], ["bob"]);
        Assert.Equal((null, ""), (visitor["OIDC_CLAIM_trial"], visitor["REMOTE_USER"]));
        Assert.Equal(("1", "bob"), (member["OIDC_CLAIM_trial"], member["REMOTE_USER"]));
        Assert.All([visitor, member], dump => Assert.DoesNotContain(dump.Server, one => one.Value == "forged"));
        stage.Gateway.AssertQuiet();

        static PhpDump Dump(string body) => PhpDump.Of(new Answer(new Uri("https://a.example"), 200, new Dictionary<string, string[]>(), Encoding.UTF8.GetBytes(body)));

        static void AssertKnows(Received received, string[] trial, string[] user)
        {
            Assert.Equal(trial, received.Folded("OIDC_CLAIM_TRIAL"));
            Assert.Equal(user, received.Folded("REMOTE_USER"));
            Assert.DoesNotContain(received.Headers, header => header.Value == "forged");
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

    [Theory]
    [InlineData("as it is")]
    [InlineData("Huffman")]
    [InlineData("never indexed")]
    [InlineData("by numbers")]
    [InlineData("in a continuation")]
    [InlineData("padded, with a priority")]
    [InlineData("byte by byte")]
    public async Task F98_Another_host_beside_authority_is_refused_and_the_next_request_goes_on(string written)
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            var writer = new HpackWriter();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await SendAsync(wire, 1, Http2Wire.Get(path, Cookie(stage.Full), "host: evil.example"), writer, written);

            await AssertTwoHostsAsync(wire, 1);
            await SendAsync(wire, 3, Http2Wire.Get(path, Cookie(stage.Full)), writer, written);
            await AssertServedAsync(wire, 3, path);
        }
    }

    [Theory]
    [InlineData("evil.example", "a.example")]
    [InlineData("a.example", "evil.example")]
    [InlineData("a.example", "www.a.example")]
    [InlineData("a.example", "a.example:8443")]
    [InlineData("a.example", "")]
    [InlineData("", "a.example")]
    public async Task F98_Whichever_of_the_two_is_ours(string authority, string host)
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await wire.RequestAsync(1, Http2Wire.Get(path, Cookie(stage.Full), ":authority: " + authority, "host: " + host));

            await AssertTwoHostsAsync(wire, 1);
        }
    }

    // The second request has of its hosts only numbers: both, or the name of the one and the whole other.
    [Theory]
    [InlineData("evil.example", "a.example")]
    [InlineData("a.example", "evil.example")]
    public async Task F98_Nor_does_a_host_go_on_that_the_connection_remembers(string authority, string host)
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            var writer = new HpackWriter();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await SendAsync(wire, 1, Http2Wire.Get(path, Cookie(stage.Full), "host: a.example"), writer, "indexed");
            await AssertServedAsync(wire, 1, path);
            await SendAsync(wire, 3, Http2Wire.Get(path, Cookie(stage.Full), ":authority: " + authority, "host: " + host), writer, "indexed");
            await AssertTwoHostsAsync(wire, 3);
            await SendAsync(wire, 5, Http2Wire.Get(path, Cookie(stage.Full), ":authority: " + authority, "host: " + host), writer, "indexed");
            await AssertTwoHostsAsync(wire, 5);
            await SendAsync(wire, 7, Http2Wire.Get(path, Cookie(stage.Full), "host: a.example"), writer, "indexed");
            await AssertServedAsync(wire, 7, path);
        }
    }

    [Theory]
    [InlineData("a.example", "a.example")]
    [InlineData("a.example", "A.Example")]
    [InlineData("A.EXAMPLE", "a.example")]
    [InlineData("a.example", "a.example:443")]
    [InlineData("a.example", null)]
    [InlineData(null, "a.example")]
    public async Task F98_One_host_said_once_or_twice_goes_on(string? authority, string? host)
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            List<(string Name, string Value)> block = [.. Http2Wire.Get(path, Cookie(stage.Full)).Where(one => one.Name != ":authority")];
            if (authority is not null) block.Insert(0, (":authority", authority));
            if (host is not null) block.Add(("host", host));
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await wire.RequestAsync(1, block);

            await AssertServedAsync(wire, 1, path);
        }
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

    // It is a member's: whoever took it for a request would look for the session.
    private async Task RefusedAsync(IEnumerable<(string Name, string Value)> block, string status = "400")
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            var lines = block.Select(one => (one.Name, one.Value.Replace("{0}", path, StringComparison.Ordinal))).ToList();
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);

            await wire.RequestAsync(1, [.. lines, ("cookie", Cookie(stage.Full)["cookie: ".Length..])]);

            var outcome = await wire.OutcomeAsync(1);
            Assert.True(outcome == status || outcome is "400" or "reset PROTOCOL_ERROR" or "end PROTOCOL_ERROR", $"{string.Join(" | ", lines)}: {outcome}");
            stage.AssertUntouched(string.Join(" | ", lines));
            stage.Gateway.AssertQuiet();
        }
    }

    private static string Cookie(Browser browser) => "cookie: __Host-gateway=" + browser.SessionCookie;

    private static async Task SendAsync(Http2Wire wire, int stream, IEnumerable<(string Name, string Value)> head, HpackWriter writer, string written)
    {
        var form = written switch { "never indexed" => HpackForm.Never, "indexed" => HpackForm.Indexed, _ => HpackForm.Plain };
        foreach (var (name, value) in head) writer.Write(name, value, form, isCoded: written == "Huffman", isNamed: written is not ("by numbers" or "indexed"));
        var block = writer.Take();
        const byte Whole = Http2Wire.EndHeaders | Http2Wire.EndStream;
        byte[] frames = written switch
        {
            "in a continuation" => [.. Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndStream, stream, block.AsSpan(..^3)), .. Http2Wire.Frame(Http2Wire.Continuation, Http2Wire.EndHeaders, stream, block.AsSpan(^3..))],
            "padded, with a priority" => Http2Wire.Frame(Http2Wire.Headers, 0x28 | Whole, stream, [4, 0, 0, 0, 0, 16, .. block, 0, 0, 0, 0]),
            _ => Http2Wire.Frame(Http2Wire.Headers, Whole, stream, block),
        };
        foreach (var piece in frames.Chunk(written == "byte by byte" ? 1 : frames.Length)) await wire.RawAsync(piece);
    }

    private async Task AssertTwoHostsAsync(Http2Wire wire, int stream)
    {
        Assert.Equal("400", await wire.OutcomeAsync(stream));
        var page = await wire.BodyAsync(stream);
        var reference = Reference().Match(page).Groups[1].Value;
        var line = Assert.Single(stage.Gateway.Log.All, line => reference.Length > 0 && line.Text.Contains(reference, StringComparison.Ordinal)).Text;
        Assert.Contains("Refused (request_framing, 400)", line, StringComparison.Ordinal);
        Assert.Contains("detail=\"another host than :authority\"", line, StringComparison.Ordinal);
        stage.AssertUntouched(line);
        stage.Gateway.AssertQuiet();
    }

    private async Task AssertServedAsync(Http2Wire wire, int stream, string path)
    {
        Assert.Equal("200", await wire.OutcomeAsync(stream));
        await wire.BodyAsync(stream);
        Assert.Equal([$"GET {path} whole "], stage.Reached());
        Assert.All(stage.Gateway.Area.Requests, request => Assert.Equal("a.example", request["Host"], ignoreCase: true));
        Assert.Null(wire.End);
        stage.Gateway.AssertQuiet();
        stage.Clear();
    }

    [GeneratedRegex("\\(Reference: ([2-9A-Z]{10})\\)")]
    private static partial Regex Reference();
}
