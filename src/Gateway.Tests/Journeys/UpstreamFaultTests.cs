using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A web server behind us that fails: the visitor is told once, nothing is done twice, and nobody else notices (corpus I30, I32).</summary>
public sealed class UpstreamFaultTests(ScriptedStage php) : IAsyncLifetime, IClassFixture<ScriptedStage>
{
    private static readonly string[] Methods = ["GET", "HEAD", "OPTIONS", "POST", "POST with a body", "PUT with a body", "PATCH with a body", "DELETE", "PROPFIND"];

    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(20);

    private readonly FailingServer _server = new();
    private readonly string _template = Path.GetTempFileName();
    private GatewayHost _gateway = null!;   // set before the test
    private Browser _member = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_template, "<p>our words: %s | %s</p>", TestContext.Current.CancellationToken);
        _gateway = await GatewayHost.StartAsync(
            site =>
            {
                site["Upstream"] = _server.Address;
                site["Pages"] = new JsonObject { ["ErrorTemplate"] = _template };
                site["Timeouts"] = new JsonObject { ["FirstByte"] = "20s" };
            },
            file => Some.SiteBeside(file),
            nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(1) });   // each silence takes a while
        _member = await _gateway.SignedInAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
        File.Delete(_template);
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("close")]
    [InlineData("reset")]
    [InlineData("silent")]
    public async Task I30_Upstream_that_fails_costs_one_error_page_and_nothing_is_done_twice(string fault)
    {
        foreach (var method in Methods)
        {
            await FailAsync(fault, method, isKept: false);
            await FailAsync(fault, method, isKept: true);
        }
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("DELETE", 1)]
    [InlineData("POST", 1)]
    public async Task I30_It_is_asked_once_more_at_most_however_many_connections_are_kept(string verb, int most)
    {
        var together = new TaskCompletionSource();
        _server.MayAnswer = together.Task;
        var warm = Enumerable.Range(0, 4).Select(_ => _member.GetAsync("/members/warm")).ToList();
        await _server.ArrivedAsync(4);   // each by a connection of its own
        together.SetResult();
        await Task.WhenAll(warm);
        _server.Requests.Clear();
        _server.Answer = _ => "close";

        var answer = await _member.SendAsync(verb, "/members/x", null);

        Assert.Equal((502, most), (answer.Status, _server.Requests.Count));
    }

    [Fact]
    public async Task I32_Error_pages_of_PHP_pass_as_they_are_and_sign_nobody_out()
    {
        const string trace = "<pre>Fatal error: Uncaught Exception in /var/www/site/x.php:7</pre>";
        foreach (var status in (int[])[500, 502, 503, 504, 401, 403])
        {
            php.Writes(string.Create(CultureInfo.InvariantCulture, $"Status: {status} Oops\r\nContent-Type: text/html\r\n\r\n{trace}"));

            var answer = await php.Full.GetAsync("/members/index.php");

            Assert.Equal((status, trace), (answer.Status, answer.Text));
            Assert.Empty(answer.SetCookies);
        }

        php.Writes("Content-Type: text/html\r\n\r\npage");
        Assert.Equal(200, (await php.Full.GetAsync("/members/index.php")).Status);
        php.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task I32_Error_pages_of_the_upstream_pass_as_they_are_and_sign_nobody_out()
    {
        const string trace = "<pre>Fatal error: Uncaught Exception in /var/www/site/x.php:7\nStack trace:\n#0 {main}</pre>";
        foreach (var status in (int[])[500, 502, 503, 504, 401, 403])
        {
            _server.Answer = _ => string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Oops\r\nContent-Type: text/html; charset=iso-8859-1\r\nX-Powered-By: PHP/8.2\r\nContent-Length: {trace.Length}\r\n\r\n{trace}");

            var answer = await _member.GetAsync("/members/x");

            Assert.Equal((status, trace), (answer.Status, answer.Text));
            Assert.Equal(("text/html; charset=iso-8859-1", "PHP/8.2"), (answer.Header("Content-Type"), answer.Header("X-Powered-By")));
            Assert.Empty(answer.SetCookies);
        }

        _server.Answer = _ => "page";
        Assert.Equal(200, (await _member.GetAsync("/members/")).Status);
        _gateway.AssertQuiet();
    }

    private async Task FailAsync(string fault, string method, bool isKept)
    {
        var (verb, body, input) = (method.Split(' ')[0], method.Contains("body", StringComparison.Ordinal) ? "a=1" : "", $"{method}, kept: {isKept}");
        _server.Answer = _ => "page";
        if (isKept) Assert.Equal(200, (await _member.GetAsync("/members/warm")).Status);
        else _server.EndConnections();
        _gateway.Log.Clear();
        _server.Requests.Clear();
        _server.Answer = target => target == "/members/x" ? fault : "page";
        if (fault == "refuse") _server.Stop();
        var timers = _gateway.Clock.Timers(FirstByte);

        var asked = _member.SendAsync(verb, "/members/x", body.Length == 0 ? null : new StringContent(body, Encoding.ASCII));
        if (fault == "silent")
        {
            await _server.ArrivedAsync();
            await _gateway.WaitingAsync(FirstByte, 1, timers);
            _gateway.Clock.Advance(FirstByte);
        }

        var answer = await asked;
        if (fault == "refuse") _server.Start();

        Assert.True(answer.Status == (fault == "silent" ? 504 : 502), $"{input}: {answer.Status}");
        RefusalStage.AssertOwnAnswer(answer, input);
        if (verb == "GET") Assert.StartsWith("<p>our words: ", answer.Text, StringComparison.Ordinal);
        Assert.Contains(fault == "silent" ? "upstream_timeout" : "upstream_unreachable", Assert.Single(_gateway.Log.Warnings).Text, StringComparison.Ordinal);
        var most = fault == "refuse" ? 0 : verb is "GET" or "HEAD" && fault != "silent" ? 2 : 1;
        Assert.True(_server.Requests.Count <= most && _server.Requests.IsEmpty == (fault == "refuse"), $"{input}: it came {_server.Requests.Count} times");
        Assert.All(_server.Requests, request => Assert.Equal((verb, body), (request.Method, request.Body)));
        Assert.Equal(200, (await _gateway.NewBrowser("https://b.example").GetAsync("/")).Status);
        Assert.Equal(200, (await _member.GetAsync("/members/")).Status);
    }

    /// <summary>Reads each request whole and then fails as it is told to.</summary>
    private sealed class FailingServer : IAsyncDisposable
    {
        private readonly ConcurrentBag<TcpClient> _clients = [];
        private readonly ConcurrentBag<Task> _work = [];
        private readonly SemaphoreSlim _arrived = new(0);
        private readonly int _port = FreePort.TakeLasting();
        private TcpListener _listener;

        public FailingServer()
        {
            _listener = new TcpListener(IPAddress.Loopback, _port);
            Start();
        }

        public string Address => $"http://127.0.0.1:{_port}";

        /// <summary>By the target: <c>page</c>, <c>close</c>, <c>reset</c>, <c>silent</c>, or the bytes of an answer.</summary>
        public Func<string, string> Answer { get; set; } = _ => "page";

        public ConcurrentQueue<(string Method, string Body)> Requests { get; } = new();

        /// <summary>Nothing is answered before.</summary>
        public Task MayAnswer { get; set; } = Task.CompletedTask;

        public async Task ArrivedAsync(int count = 1)
        {
            while (Requests.Count < count) Assert.True(await _arrived.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), "no request came");
        }

        public void Start()
        {
            _listener = new TcpListener(IPAddress.Loopback, _port);
            _listener.Start();
            _work.Add(AcceptAsync(_listener));
        }

        /// <summary>Also ends the connections that were kept.</summary>
        public void Stop()
        {
            _listener.Stop();
            EndConnections();
        }

        public void EndConnections()
        {
            while (_clients.TryTake(out var client)) client.Close();
        }

        public async ValueTask DisposeAsync()
        {
            Stop();
            await Task.WhenAll(_work);
            _arrived.Dispose();
        }

        private async Task AcceptAsync(TcpListener listener)
        {
            try
            {
                while (true) _work.Add(ServeAsync(await listener.AcceptTcpClientAsync()));
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // No longer there.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            _clients.Add(client);
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await reader.ReadLineAsync() is { Length: > 0 } first)
                {
                    var length = 0;
                    while (await reader.ReadLineAsync() is { Length: > 0 } line)
                        if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line[15..], CultureInfo.InvariantCulture);
                    var body = new char[length];
                    if (length > 0) await reader.ReadBlockAsync(body);   // of nothing it would wait for something
                    var parts = first.Split(' ');
                    var answer = Answer(parts[1]);
                    Requests.Enqueue((parts[0], new string(body)));
                    _arrived.Release();
                    await MayAnswer;
                    if (answer == "close") break;
                    if (answer == "reset") client.Client.Close(0);
                    if (answer != "silent") await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer == "page" ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + (parts[0] == "HEAD" ? "" : "page") : answer));
                }
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
            {
                // As it was told to, or because the other side did not wait.
            }
            finally
            {
                client.Close();
            }
        }
    }
}
