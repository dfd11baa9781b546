using System.Buffers.Binary;
using System.Text;
using Gateway.FastCgi;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>A hostile php-fpm: an answer that is whole for us was whole on the wire, and holds what was on the wire and nothing else.</summary>
public sealed class FastCgiFuzzTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";

    private static readonly byte[] Ended = [.. FastCgiTalk.Head(3, 8), 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly byte[][] Streams =
    [
        [.. Out("Content-Type: text/html\r\n\r\npage"), .. Ended],
        [.. Out("Status: 404 Not Found\nX-A: 1\nX-A: 2\n\n"), .. FastCgiTalk.Head(7, 5, 3), .. "PHP: x"u8.ToArray()[..5], 0, 0, 0, .. Out("half"), .. Out(""), .. Out(" and half"), .. Ended],
        [.. Out("Content-Length: 4\r\nLocation: /x\r\n\r\npage", padding: 7), .. FastCgiTalk.Head(3, 8, 5), 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5],
        [.. Out("Status: 204\r\n\r\n"), .. Ended],
    ];

    private static readonly string[] Words = ["Status: ", "200 OK", "304", "\r\n", "\n\n", "\r\n\r\n", "Content-Length: 4\r\n", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n", "Set-Cookie: a=b\r\n", "Location: //x\r\n", ": ", "\0", "é",
        Text(FastCgiTalk.Head(6, 4)), Text(FastCgiTalk.Head(6, 0)), Text(FastCgiTalk.Head(7, 2, 1)), Text(FastCgiTalk.Head(3, 8)), Text(FastCgiTalk.Head(6, 4, id: 2)), Text(Ended)];

    [Fact]
    public async Task An_answer_cut_at_any_byte_is_no_whole_answer()
    {
        await using var client = new Client();
        foreach (var stream in Streams)
        {
            Assert.True((await client.AskAsync(stream)).IsWhole, Text(stream));
            for (var length = 0; length < stream.Length; length++) Assert.False((await client.AskAsync(stream[..length])).IsWhole, $"whole after {length} bytes of {stream.Length}");
        }
    }

    [Fact]
    public async Task An_answer_that_is_whole_for_us_was_whole_and_holds_what_was_sent()
    {
        await using var client = new Client();
        await new Fuzz("fastcgi", Streams, Words).RunAsync(async stream =>
        {
            var (isWhole, response, body) = await client.AskAsync(stream);
            return Judge(stream, isWhole, (int?)response?.StatusCode, body, isCounted: false);
        });
    }

    [Fact]
    public async Task A_member_gets_a_whole_page_or_an_error_page_or_a_broken_connection()
    {
        await new Fuzz("fastcgi-page", Streams, Words).RunAsync(async stream =>
        {
            var gateway = stage.Answers(async talk =>
            {
                if (await talk.ReadAllAsync()) await talk.RawAsync(stream);
            });
            string outcome;
            try
            {
                var answer = await stage.Full.GetAsync(Page);
                if (answer.Header("X-Frame-Options") == "DENY" && answer.Status is 502 or 503) outcome = $"error page {answer.Status}";
                else outcome = "page " + Judge(stream, isWhole: true, answer.Status, answer.Bytes, isCounted: true);
            }
            catch (HttpRequestException)
            {
                outcome = "cut";
            }

            Assert.DoesNotContain(gateway.Log.All, line => line.Level >= LogLevel.Error);
            return outcome;
        });
    }

    // A browser counts: with the last byte that was announced its page is whole, whatever comes behind.
    private static string Judge(byte[] stream, bool isWhole, int? status, byte[] body, bool isCounted)
    {
        var (wasWhole, output) = OnTheWire(stream);
        var end = CgiHead.EndOf(output);
        var head = end > 0 ? CgiHead.Parse(output.AsSpan(0, end), out _) : null;
        var sent = output[end..];
        var isEnough = wasWhole || head?.ContentLength < sent.Length + (isCounted ? 1 : 0);
        if (isWhole)
        {
            Assert.True(isEnough && head is not null, "a whole answer of less than a whole stream");
            Assert.Equal(head.Status, status);
            byte[] expected = status is 204 or 304 ? [] : sent[..(int)Math.Min(sent.Length, head.ContentLength ?? sent.Length)];
            Assert.Equal(Text(expected), Text(body));
        }
        else
        {
            Assert.False(wasWhole && head is not null && (head.ContentLength ?? 0) <= sent.Length, "no answer of a whole stream");
        }

        return $"{isWhole}{status}{wasWhole}{head?.ContentLength}{head?.Lines.Count}{sent.Length > 0}";
    }

    // FastCGI 1.0, 3.3 and 5.5, read anew: whole is a stream up to the end of the one request, which was served.
    private static (bool IsWhole, byte[] Output) OnTheWire(byte[] stream)
    {
        var output = new List<byte>();
        for (var at = 0; at + 8 <= stream.Length;)
        {
            var (type, id, length, padding) = (stream[at + 1], BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + 2)), BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + 4)), stream[at + 6]);
            if (stream[at] != 1 || id != 1 || type is not (3 or 6 or 7) || (type == 3 && length != 8)) return (false, [.. output]);
            var content = stream.AsSpan(at + 8, Math.Min(length, stream.Length - at - 8));
            at += 8 + length + padding;
            if (type == 6) output.AddRange(content);
            if (type == 3) return (at <= stream.Length && content[4] == 0, [.. output]);
        }

        return (false, [.. output]);
    }

    private static byte[] Out(string text, int padding = 0) => [.. FastCgiTalk.Head(6, text.Length, padding), .. Encoding.Latin1.GetBytes(text), .. new byte[padding]];

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Our side of the protocol alone, and a php-fpm that says what it is told to.</summary>
    private sealed class Client : IAsyncDisposable
    {
        private readonly ScriptedFastCgi _php = ScriptedFastCgi.Start();
        private readonly HttpMessageInvoker _client = new(new FastCgiHandler(TimeProvider.System, new Logger<FastCgiHandler>(new LoggerFactory([]))));
        private readonly FastCgiApplication _application;

        public Client()
        {
            Assert.True(FastCgiAddress.TryParse(_php.Address, out var address));
            _application = new FastCgiApplication
            {
                Name = "a",
                Addresses = [address!],
                Scripts = new ScriptMap(new ScriptTree { Root = "/nowhere", LocalRoot = "/nowhere", Index = [] }),
                Pool = new FastCgiPoolSettings(2, 10, KeepAlive: false),
                LongestWait = Patience.Limit,
                MostSpooled = 0,
            };
        }

        public async Task<(bool IsWhole, HttpResponseMessage? Response, byte[] Body)> AskAsync(byte[] stream)
        {
            _php.Talks.Clear();
            _php.Answer = async talk =>
            {
                if (await talk.ReadAllAsync()) await talk.RawAsync(stream);
            };
            HttpResponseMessage? response = null;
            var body = new MemoryStream();
            try
            {
                using var request = Request();
                response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
                await (await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)).CopyToAsync(body, TestContext.Current.CancellationToken);
                return (true, response, body.ToArray());
            }
            catch (FastCgiException)
            {
                return (false, response, body.ToArray());
            }
            finally
            {
                response?.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return _php.DisposeAsync();
        }

        private HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, FastCgiApplication.Destination(0));
            request.Options.Set(CgiRequest.Key, new CgiRequest
            {
                Application = _application, ScriptName = "/x.php", PathInfo = "", RequestUri = "/x.php", Query = "", Protocol = "HTTP/1.1", Scheme = "https", Host = "a.example", Port = 443,
                Client = "192.0.2.1", ServerAddress = "127.0.0.1", Identity = [],
            });
            return request;
        }
    }
}
