using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A web server behind us that fails: the visitor is told once, nothing is done twice, and nobody else notices (corpus I30, I32).</summary>
public sealed class UpstreamFaultTests(ScriptedStage php) : IAsyncLifetime, IClassFixture<ScriptedStage>
{
    private const string Refuses = "takes no connection";

    private static readonly string[] Methods = ["GET", "HEAD", "OPTIONS", "POST", "POST with a body", "PUT with a body", "PATCH with a body", "DELETE", "PROPFIND"];

    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(20);

    private readonly ScriptedHttp _server = ScriptedHttp.Start();
    private readonly string _template = Path.GetTempFileName();
    private GatewayHost _gateway = null!;   // set before the test
    private Browser _member = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_template, "<p>our words: %s | %s</p>", TestContext.Current.CancellationToken);
        _gateway = await GatewayHost.StartAsync(
            site =>
            {
                site["Upstream"] = _server.Address.AbsoluteUri;
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
    [InlineData(Refuses)]
    [InlineData(ScriptedHttp.Closes)]
    [InlineData(ScriptedHttp.Resets)]
    [InlineData(ScriptedHttp.IsSilent)]
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
        _server.Otherwise = _ => ScriptedHttp.Closes;

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
            _server.Answers["/members/x"] = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Oops\r\nContent-Type: text/html; charset=iso-8859-1\r\nX-Powered-By: PHP/8.2\r\nContent-Length: {trace.Length}\r\n\r\n{trace}");

            var answer = await _member.GetAsync("/members/x");

            Assert.Equal((status, trace), (answer.Status, answer.Text));
            Assert.Equal(("text/html; charset=iso-8859-1", "PHP/8.2"), (answer.Header("Content-Type"), answer.Header("X-Powered-By")));
            Assert.Empty(answer.SetCookies);
        }

        Assert.Equal(200, (await _member.GetAsync("/members/")).Status);
        _gateway.AssertQuiet();
    }

    private async Task FailAsync(string fault, string method, bool isKept)
    {
        var (verb, body, input) = (method.Split(' ')[0], method.Contains("body", StringComparison.Ordinal) ? "a=1" : "", $"{method}, kept: {isKept}");
        _server.Answers.Clear();
        if (isKept) Assert.Equal(200, (await _member.GetAsync("/members/warm")).Status);
        else _server.EndConnections();
        _gateway.Log.Clear();
        _server.Requests.Clear();
        _server.Answers["/members/x"] = fault;
        if (fault == Refuses) _server.Stop();
        var timers = _gateway.Clock.Timers(FirstByte);

        var asked = _member.SendAsync(verb, "/members/x", body.Length == 0 ? null : new StringContent(body, Encoding.ASCII));
        if (fault == ScriptedHttp.IsSilent)
        {
            await _server.ArrivedAsync();
            await _gateway.WaitingAsync(FirstByte, 1, timers);
            _gateway.Clock.Advance(FirstByte);
        }

        var answer = await asked;
        if (fault == Refuses) _server.StartAgain();

        Assert.True(answer.Status == (fault == ScriptedHttp.IsSilent ? 504 : 502), $"{input}: {answer.Status}");
        RefusalStage.AssertOwnAnswer(answer, input);
        if (verb == "GET") Assert.StartsWith("<p>our words: ", answer.Text, StringComparison.Ordinal);
        Assert.Contains(fault == ScriptedHttp.IsSilent ? "upstream_timeout" : "upstream_unreachable", Assert.Single(_gateway.Log.Warnings).Text, StringComparison.Ordinal);
        var most = fault == Refuses ? 0 : verb is "GET" or "HEAD" && fault != ScriptedHttp.IsSilent ? 2 : 1;
        Assert.True(_server.Requests.Count <= most && _server.Requests.IsEmpty == (fault == Refuses), $"{input}: it came {_server.Requests.Count} times");
        Assert.All(_server.Requests, request => Assert.Equal((verb, body), (request.Method, request.Body)));
        Assert.Equal(200, (await _gateway.NewBrowser("https://b.example").GetAsync("/")).Status);
        Assert.Equal(200, (await _member.GetAsync("/members/")).Status);
    }
}
