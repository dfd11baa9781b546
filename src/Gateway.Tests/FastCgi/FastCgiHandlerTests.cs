using System.Text;
using Gateway.FastCgi;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.FastCgi;

/// <summary>The protocol alone, against a real php-fpm.</summary>
public sealed class FastCgiHandlerTests : IAsyncLifetime
{
    private readonly PhpArea _area = new();
    private readonly LogLines _log = new();
    private PhpFpm _php = null!;   // set before the test
    private FastCgiApplication _application = null!;   // set with the client

    public async ValueTask InitializeAsync()
    {
        _area.Script("dump.php", "/dump.php");
        _area.Script("answer.php", "/answer.php");
        _area.Script("large.php", "/large.php");
        _php = await PhpFpm.StartAsync(workers: 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _php.DisposeAsync();
        _area.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Php_is_told_what_it_must_know(bool keepAlive)
    {
        using var client = Client(keepAlive);
        for (var round = 0; round < 3; round++)
        {
            using var response = await client.SendAsync(Request("/dump.php", "/info", "a=1"), TestContext.Current.CancellationToken);
            var dump = PhpDump.Of(await Answer.ReadAsync(response.RequestMessage!.RequestUri!, response));

            Assert.Equal(_area["/dump.php"], dump.File);
            Assert.Equal("/dump.php", dump["SCRIPT_NAME"]);
            Assert.Equal("/info", dump["PATH_INFO"]);
            Assert.Equal("/dump.php/info", dump["PHP_SELF"]);
            Assert.Equal("a=1", dump["QUERY_STRING"]);
            Assert.Equal("alice", dump["REMOTE_USER"]);
            Assert.Equal("Zoë", dump.Text("OIDC_CLAIM_name"));
            Assert.Equal("on", dump["HTTPS"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_known_and_one_of_unknown_length_arrive_whole(bool keepAlive)
    {
        using var client = Client(keepAlive);
        foreach (var isKnown in (bool[])[true, false, true])
        {
            var request = Request("/large.php");
            request.Method = HttpMethod.Post;
            request.Content = isKnown ? new ByteArrayContent(new byte[1_000_000]) : new PushedContent(1_000_000);

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.StartsWith("1000000 1000000 ", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Errors_of_the_script_go_to_the_log_and_its_status_passes()
    {
        using var client = Client(keepAlive: false);

        using var response = await client.SendAsync(Request("/answer.php", query: "status=418&h[]=X-A:1&text=tea&log=2"), TestContext.Current.CancellationToken);

        Assert.Equal((418, "tea"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("X-A")));
        Assert.Equal(["The application wrote to its error log: upstream=a line=\"PHP message: line 0; PHP message: line 1\"."], _log.Warnings.Select(line => line.Text));
    }

    private HttpMessageInvoker Client(bool keepAlive)
    {
        Assert.True(FastCgiAddress.TryParse(_php.Address, out var address));
        _application = new FastCgiApplication
        {
            Name = "a",
            Addresses = [address!],
            Scripts = new ScriptMap(new ScriptTree { Root = _area.Root, LocalRoot = _area.Root, Index = [] }),
            Pool = new FastCgiPoolSettings(2, 10, keepAlive),
            LongestWait = TimeSpan.FromSeconds(20),
            MostSpooled = 1 << 30,
        };
        return new HttpMessageInvoker(new FastCgiHandler(TimeProvider.System, new Logger<FastCgiHandler>(new LoggerFactory([_log]))));
    }

    private HttpRequestMessage Request(string script, string pathInfo = "", string query = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, FastCgiApplication.Destination(0));
        request.Options.Set(CgiRequest.Key, new CgiRequest
        {
            Application = _application,
            ScriptName = script,
            PathInfo = pathInfo,
            RequestUri = script + pathInfo + "?" + query,
            Query = query,
            Protocol = "HTTP/1.1",
            Scheme = "https",
            Host = "a.example",
            Port = 443,
            Client = "192.0.2.1",
            ServerAddress = "127.0.0.1",
            Identity = [new("REMOTE_USER", "alice"), new("OIDC_CLAIM_name", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Zoë")))],
        });
        return request;
    }

    /// <summary>A body whose length nobody knows before its end.</summary>
    private sealed class PushedContent(int bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(new byte[bytes], 0, bytes);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
