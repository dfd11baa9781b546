using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A message of whose end two readers could think differently is refused and its connection closed; what lies behind it is never read as a
/// request, and no upstream hears of either (corpus F90–F95, F97).
/// </summary>
public sealed class FramingTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    private const string Host = "Host: a.example";
    private const string Behind = "GET /members/behind HTTP/1.1\r\n" + Host + "\r\n\r\n";
    private const string Chunks = "5\r\nhello\r\n0\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Content-Length: 15\r\nTransfer-Encoding: chunked")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked")]
    public Task F90_A_length_beside_chunks_is_400(string lines) => RefusedAsync("POST", lines, Chunks, 400);

    [Theory]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: identity, chunked")]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked;q=1")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    [InlineData("Transfer-Encoding: chunked\u000b")]
    [InlineData("Transfer-Encoding:")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding : chunked")]
    public Task F91_Another_coding_than_chunked_alone_is_400(string lines) => RefusedAsync("POST", lines, Chunks, 400);

    [Theory]
    [InlineData("Transfer_Encoding: chunked")]
    [InlineData("transfer_encoding: chunked\r\nTransfer.Encoding: chunked")]
    public async Task F91_A_name_that_only_folds_onto_it_is_dropped(string lines)
    {
        stage.Clear();

        var answer = await PostAsync("/upload");
        var php = PhpDump.Of(await PostAsync("/php/dump.php"));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["POST /upload whole hello"], stage.Reached());
        Assert.DoesNotContain(Assert.Single(stage.Gateway.Area.Requests).Headers, header => header.Key.StartsWith("Transfer", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("/php/dump.php", "5", "hello"), (php["REQUEST_URI"], php["CONTENT_LENGTH"], php.Body));
        Assert.DoesNotContain(php.Server.Keys, name => name.Contains("TRANSFER", StringComparison.OrdinalIgnoreCase));
        stage.Gateway.AssertQuiet();

        Task<Answer> PostAsync(string path) => RawRequest.SendAsync(stage.Gateway, $"POST {path} HTTP/1.1", [Host, "Content-Length: 5", .. lines.Split("\r\n")], "hello");
    }

    [Theory]
    [InlineData("Content-Length: 5, 5")]
    [InlineData("Content-Length: +5")]
    [InlineData("Content-Length: -0")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 18446744073709551616")]
    [InlineData("Content-Length: 9223372036854775808")]
    [InlineData("Content-Length: 00000000000000000000000000000000000005")]
    [InlineData("Content-Length: Ù¥")]
    [InlineData("Content-Length: 5 5")]
    [InlineData("Content-Length: 5;")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length : 5")]
    [InlineData("Content-Length: 5 ")]
    [InlineData("Content-Length:5\t")]
    [InlineData("content-length: 5  ")]
    [InlineData("Content-Length:{48 blanks}5")]
    public Task F92_A_length_is_one_number_in_plain_digits(string lines) => RefusedAsync("POST", lines.Replace("{48 blanks}", new string(' ', 48), StringComparison.Ordinal), "hello", 400);

    [Fact]
    public async Task F92_The_line_of_the_log_says_what_was_wrong()
    {
        stage.Clear();

        var answer = await RawRequest.SendAsync(stage.Gateway, "POST /upload HTTP/1.1", ["Host: a.example", "Content-Length: 5 "], "hello");

        Assert.Equal((400, "close"), (answer.Status, answer.Header("Connection")));
        var line = Assert.Single(stage.Gateway.Log.All, line => line.Text.StartsWith("Refused (request_framing, 400)", StringComparison.Ordinal));
        Assert.Contains("detail=\"a Content-Length with blanks behind it\"", line.Text, StringComparison.Ordinal);
    }

    // A connection serves many requests, and bodies may hold what they like.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task F92_It_is_found_in_a_later_request_and_in_no_body(int bytesAtOnce)
    {
        const string body = "\r\nContent-Length: 5 \r\n\r\n";
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            await using var wire = await Wire.OpenAsync(stage.Gateway);
            var post = $"POST {path} HTTP/1.1\r\nHost: a.example\r\n";
            var sent = $"{post}Content-Length: {body.Length}\r\n\r\n{body}\r\n"
                + $"{post}Transfer-Encoding: chunked\r\n\r\n{body.Length:x};a=b\r\n{body}\r\n0\r\nContent-Length: 5 \r\n\r\n"
                + $"GET {path} HTTP/1.1\r\nHost: a.example\r\n\r\n"
                + $"{post}Content-Length: 5 \r\n\r\nhello{Behind}";

            await wire.OfferAsync(sent.Chunk(bytesAtOnce).Select(piece => new string(piece)));
            var text = await wire.ReadToEndAsync();

            Assert.Equal(["200", "200", "200", "400"], text.Split("HTTP/1.1 ").Skip(1).Select(answer => answer[..3]));
            Assert.Equal($"POST {path} whole {body}POST {path} whole {body}GET {path} whole ".ReplaceLineEndings(""), string.Concat(stage.Reached()).ReplaceLineEndings(""));
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("GET {0} HTTP/1.1\nHost: a.example\n\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\nX: y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nX: y\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\n\n")]
    [InlineData("GET {0} HTTP/1.1\rHost: a.example\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\rX: y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nX: y\rTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\n\rX: y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nno colon\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\n: y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nX : y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nX\t: y\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: a.example\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET {0} HTTP/1.1\r\n Host: a.example\r\n\r\n")]
    public Task F95_A_line_ends_in_CR_LF_and_has_a_name_and_a_colon(string form) => RefusedAsync(form, 400);

    [Theory]
    [InlineData("POST {0} HTTP/1.0\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks, 400)]
    [InlineData("POST {0} HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks, 400)]
    [InlineData("GET {0} HTTP/1.0\r\n\r\n", 400)]
    [InlineData("GET {0}\r\n", 400)]
    [InlineData("GET {0}\r\n\r\n", 400)]
    [InlineData("GET {0} HTTP/1.1x\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("GET {0} HTTP/2.0\r\nHost: a.example\r\n\r\n", 505)]
    [InlineData("GET {0} HTTP/0.9\r\nHost: a.example\r\n\r\n", 505)]
    [InlineData("GET {0} HTTP/1.2\r\nHost: a.example\r\n\r\n", 505)]
    [InlineData("GET {0} http/1.1\r\nHost: a.example\r\n\r\n", 505)]
    public Task F97_Other_versions_and_what_they_know_nothing_of_are_refused(string form, int status) => RefusedAsync(form, status);

    private Task RefusedAsync(string method, string lines, string body, int status) =>
        RefusedAsync(method + " {0} HTTP/1.1\r\nHost: a.example\r\n" + lines + "\r\n\r\n" + body, status);

    // It is a member's, and so is what lies behind: whoever took either for a request would look for the session.
    private async Task RefusedAsync(string form, int status)
    {
        foreach (var path in UpstreamsStage.MemberPaths)
        {
            stage.Clear();
            var input = form.Replace("{0}", path, StringComparison.Ordinal);
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync((input + Behind).Replace(Host, Host + "\r\n" + RefusalStage.CookieOf(stage.Full), StringComparison.Ordinal));
            var text = await wire.ReadToEndAsync();

            Assert.True(text.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{input}: {text}");
            Assert.True(text.LastIndexOf("HTTP/1.1", StringComparison.Ordinal) == 0, $"{input}: more than one answer: {text}");
            stage.AssertUntouched(input);
            stage.Gateway.AssertQuiet();
        }
    }
}
