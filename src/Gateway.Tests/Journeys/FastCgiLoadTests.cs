using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Queues, logs and ends of requests that are out of the ordinary, against a scripted php-fpm.</summary>
public sealed class FastCgiLoadTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Fact]
    public async Task G11_A_hundred_MiB_of_errors_cost_a_few_lines_and_no_page()
    {
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.ErrorAsync("PHP Warning: token is " + talk["OIDC_access_token"] + "\r\n\u001b[31mred\u001b[0m\r\nRefused (denied_by_rule, 401) forged=\"line\"\n");
            await talk.OutAsync(Html + "the ");
            var much = new string('e', 65_000);
            for (var at = 0; at < 1650; at++) await talk.ErrorAsync(much);
            await talk.OutAsync("page");
            await talk.EndAsync();
        });

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, "the page"), (answer.Status, answer.Text));
        var lines = gateway.Log.Warnings.Select(line => line.Text).ToList();
        Assert.Equal("The application wrote to its error log: upstream=a line=\"PHP Warning: token is ***\".", lines[0]);
        Assert.Equal("The application wrote to its error log: upstream=a line=\"\\u001B[31mred\\u001B[0m\".", lines[1]);
        Assert.Equal("The application wrote to its error log: upstream=a line=\"Refused (denied_by_rule, 401) forged=\\\"line\\\"\".", lines[2]);
        Assert.Equal("The application wrote to its error log: upstream=a line=\"(more was written by the same request, and is left out)\".", lines[^1]);
        Assert.True(lines.Sum(line => line.Length) < 9 * 1024, $"{lines.Sum(line => line.Length)} characters");
    }

    // The longest secret of a request says how much is kept, so that one within the limit is found as a whole.
    [Theory]
    [InlineData("one more at the end of what is kept")]
    [InlineData("forty")]
    public async Task G11_No_piece_of_a_secret_is_logged_wherever_the_limit_cuts(string written)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream());
        stage.Writes(Html);
        var browser = await gateway.SignedInAsync("alice");
        var secret = string.Concat(Enumerable.Range(0, 600).Select(at => at.ToString("x5", CultureInfo.InvariantCulture)));
        var filler = string.Concat(Enumerable.Repeat(new string('f', 99) + "\n", 81))[..^10];
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.ErrorAsync(written == "forty" ? string.Concat(Enumerable.Repeat(secret + "\n", 20)) : $"{secret}\n{filler}{secret}");
            if (written == "forty") await talk.ErrorAsync(string.Concat(Enumerable.Repeat(secret + "\n", 20)));
            await talk.OutAsync(Html + "page");
            await talk.EndAsync();
        });

        var answer = await browser.GetAsync(Page, ("Cookie", $"__Host-gateway={browser.SessionCookie}; long={secret}"));

        Assert.Equal((200, "page"), (answer.Status, answer.Text));
        Assert.Equal("long=" + secret, Assert.Single(stage.Php.Talks)["HTTP_COOKIE"]);
        var lines = gateway.Log.Warnings.Select(line => line.Text).ToList();
        var text = string.Join('\n', gateway.Log.All.Select(line => line.Text));
        Assert.Equal("The application wrote to its error log: upstream=a line=\"***\".", lines[0]);
        Assert.Equal("The application wrote to its error log: upstream=a line=\"(more was written by the same request, and is left out)\".", lines[^1]);
        Assert.All(Enumerable.Range(0, secret.Length - 16), at => Assert.DoesNotContain(secret.Substring(at, 16), text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task G11_So_many_lines_in_a_while_and_then_their_number()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream());
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            for (var at = 0; at < 30; at++) await talk.ErrorAsync($"line {at}\n");
            await talk.OutAsync(Html);
            await talk.EndAsync();
        });

        for (var at = 0; at < 4; at++) await gateway.NewBrowser().GetAsync("/index.php");
        Assert.Equal(100, gateway.Log.Warnings.Count);
        gateway.Log.Clear();
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await gateway.NewBrowser().GetAsync("/index.php");

        Assert.Equal("20 more lines of the application's error log were left out: upstream=a.", gateway.Log.Warnings[0].Text);
        Assert.Equal(31, gateway.Log.Warnings.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Html + "first")]
    public async Task G18_A_browser_that_goes_away_ends_the_connection(string sent)
    {
        var (begun, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (sent.Length > 0) await talk.OutAsync(sent);
            begun.SetResult();
            await talk.ClosedAsync();
            closed.SetResult();
        });

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Page} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n\r\n"), TestContext.Current.CancellationToken);
            await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        }

        await closed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        stage.Writes(Html + "others are served");
        Assert.Equal("others are served", (await stage.Full.GetAsync(Page)).Text);
        gateway.AssertQuiet();
    }

    // By the clock on the wall, so the best of five: the machine may have other things to do.
    [Fact]
    public async Task G18_It_ends_within_a_second()
    {
        var best = TimeSpan.MaxValue;
        for (var at = 0; at < 5; at++)
        {
            var (begun, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
            stage.Answers(async talk =>
            {
                await talk.ReadAllAsync();
                begun.SetResult();
                await talk.ClosedAsync();
                closed.SetResult();
            });
            await using var wire = await Wire.OpenAsync(stage.Gateway);
            await wire.WriteAsync($"GET {Page} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n\r\n");
            await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

            var gone = Stopwatch.StartNew();
            wire.Abort();
            await closed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            if (gone.Elapsed < best) best = gone.Elapsed;
        }

        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("missing", 502, "upstream_unreachable", "there is no such file")]
    [InlineData("no socket", 502, "upstream_unreachable", "nobody listens there")]
    [InlineData("nobody listens", 502, "upstream_unreachable", "nobody listens there")]
    [InlineData("full", 503, "upstream_busy", "its backlog is full")]
    public async Task G23_A_socket_that_cannot_be_used_is_told_by_its_path_and_the_cause(string kind, int status, string reason, string cause)
    {
        using var folder = new PhpArea();
        var path = folder["/php.sock"];
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var waiting = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (kind == "no socket") folder.Text("/php.sock", "text");
        if (kind is "nobody listens" or "full") listener.Bind(new UnixDomainSocketEndPoint(path));
        if (kind == "full")
        {
            listener.Listen(0);
            await waiting.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        }

        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream(("FastCgi", "unix:" + path)));

        var answer = await gateway.NewBrowser().GetAsync("/index.php");

        Proof.ErrorPage(gateway, answer, status, reason);
        Assert.Contains($"detail=\"unix:{path}: {cause}\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G23_A_connection_that_takes_too_long_is_given_up()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream(("FastCgi", "192.0.2.1:9000")));

        var asking = gateway.NewBrowser().GetAsync("/index.php");
        await Task.WhenAny(asking, gateway.Clock.WaitingAsync(TimeSpan.FromSeconds(3), 1, TestContext.Current.CancellationToken));
        gateway.Clock.Advance(TimeSpan.FromSeconds(3));
        var answer = await asking;

        Proof.ErrorPage(gateway, answer, 502, "upstream_unreachable");
        Assert.Contains("detail=\"192.0.2.1:9000: ", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G25_Five_hundred_requests_for_five_workers_fill_a_bounded_queue_and_no_other_sites()
    {
        var (running, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var other = ScriptedFastCgi.Start();
        await using var gateway = await GatewayHost.StartAsync(
            site: site => site["Upstream"] = stage.Upstream(("Connections", 5), ("Queue", 10)),
            file: file =>
            {
                var b = file["Sites"]!["a"]!.DeepClone().AsObject();
                b["Origins"] = new JsonArray("https://b.example");
                b["Passphrase"] = "another passphrase of the tests, long enough";
                b["Upstream"]!["FastCgi"] = other.Address;
                file["Sites"]!["b"] = b;
            });
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (stage.Php.Talks.Count == 5) running.TrySetResult();
            await goOn.Task;
            await talk.OutAsync(Html + "page");
            await talk.EndAsync();
        });

        var browser = gateway.NewBrowser();
        var asking = Enumerable.Range(0, 500).Select(_ => browser.GetAsync("/index.php")).ToList();
        await running.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        var refused = new List<Answer>();
        var open = asking.ToList();
        while (refused.Count < 485)
        {
            var done = await Task.WhenAny(open).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            open.Remove(done);
            refused.Add(await done);
        }

        var elsewhere = await gateway.NewBrowser("https://b.example").GetAsync("/index.php");
        goOn.SetResult();
        var served = await Task.WhenAll(open);

        Assert.All(refused, answer => Assert.Equal((503, "5"), (answer.Status, answer.Header("Retry-After"))));
        Proof.ErrorPage(gateway, refused[0], 503, "upstream_busy");
        Assert.Equal("page", elsewhere.Text);
        Assert.Equal(15, served.Count(answer => answer is { Status: 200, Text: "page" }));
        Assert.Equal(15, stage.Php.Talks.Count);
    }

    [Fact]
    public async Task Who_waits_too_long_for_his_turn_is_refused()
    {
        var goOn = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = stage.Upstream(("Connections", 1), ("Queue", 10));
            site["Timeouts"] = new JsonObject { ["FirstByte"] = "20s", ["Idle"] = "1h" };
        });
        var begun = new TaskCompletionSource();
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.OutAsync(Html + "a long film");
            begun.SetResult();
            await goOn.Task;
            await talk.EndAsync();
        });
        var film = gateway.NewBrowser().GetAsync("/index.php");
        await begun.Task;

        using var content = new StringContent("body");
        var asking = gateway.NewBrowser().SendAsync("POST", "/index.php", content);
        await gateway.Clock.WaitingAsync(TimeSpan.FromSeconds(20), 2, TestContext.Current.CancellationToken);   // the film's and this one's
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));

        Proof.ErrorPage(gateway, await asking, 503, "upstream_busy");
        goOn.SetResult();
        Assert.Equal("a long film", (await film).Text);
    }
}
