using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>No header, agent, method, length or suffix gets a request past the rule of its path (corpus F25–F30, F120).</summary>
public sealed class BypassTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    private const string Prize = "/members/full/a.php";

    [Fact]
    public async Task F25_A_path_of_four_thousand_segments_is_judged_and_a_longer_request_line_is_414()
    {
        stage.Clear();
        var segments = "/members/full" + string.Concat(Enumerable.Repeat("/a", 3998));

        var many = await stage.AskAsync("trial", segments);
        var tooMany = await stage.AskAsync("trial", "/members/full" + string.Concat(Enumerable.Repeat("/ab", 4000)));
        var above = await stage.AskAsync("trial", "/" + new string('a', (8 * 1024) - "GET / HTTP/1.1\r\n".Length + 1));
        var far = await stage.AskAsync("trial", "/" + new string('a', 64 * 1024));

        Assert.Equal("DENY", RefusalStage.Outcome(many));
        Assert.Equal(414, tooMany.Status);
        Assert.Equal(414, above.Status);
        Assert.Equal(414, far.Status);
        stage.AssertPrizeUntouched("long paths");
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-Forwarded-Uri")]
    [InlineData("X-Forwarded-Path")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("X_Original_URL")]
    public async Task F26_Headers_that_name_another_path_are_ignored_and_removed(string name)
    {
        stage.Clear();

        var trial = await stage.AskAsync("trial", Prize, name + ": /public/");
        var nobody = await stage.AskAsync("nobody", Prize, name + ": /public/");
        stage.AssertPrizeUntouched(name);
        var full = await stage.AskAsync("full", Prize, name + ": /public/");

        Assert.Equal("DENY", RefusalStage.Outcome(trial));
        Assert.Equal("LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal("upstream:" + Prize, full.Text);
        Assert.False(stage.Gateway.Area.Last(Prize).Has(name), name);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("kube-probe/1.0")]
    [InlineData("ELB-HealthChecker")]
    [InlineData("GoogleHC")]
    public async Task F27_No_user_agent_opens_a_protected_path(string agent)
    {
        stage.Clear();

        var nobody = await stage.AskAsync("nobody", Prize, "User-Agent: " + agent);
        var trial = await stage.AskAsync("trial", Prize, "User-Agent: " + agent);

        Assert.Equal("LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal("DENY", RefusalStage.Outcome(trial));
        stage.AssertPrizeUntouched(agent);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task F27_Health_paths_of_a_site_are_the_sites_own(string path)
    {
        stage.Clear();

        var open = await stage.AskAsync("nobody", path);
        var behindRule = await stage.AskAsync("nobody", "/members" + path);

        Assert.Equal("upstream:" + path, open.Text);
        Assert.Equal("LOGIN", RefusalStage.Outcome(behindRule));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Accept: text/event-stream")]
    [InlineData("Accept: text/html\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    public async Task F28_A_stream_without_a_session_gets_401_and_no_upstream(string lines)
    {
        stage.Clear();

        var answer = await stage.SendAsync("nobody", "GET /members/live.php HTTP/1.1", ["Host: a.example", lines]);

        Assert.Equal("401 login_required", RefusalStage.Outcome(answer));
        Assert.Equal("https://a.example/members/live.php", answer.Json.GetProperty("login").GetString());
        Assert.Empty(answer.SetCookies);
        RefusalStage.AssertOwnAnswer(answer, lines);
        stage.AssertUntouched(lines);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("get")]
    [InlineData("Get")]
    [InlineData("pOST")]
    [InlineData("PROPFIND")]
    [InlineData("OPTIONS")]
    public async Task F30_Rules_hold_for_every_method(string method)
    {
        stage.Clear();

        var trial = await stage.SendAsync("trial", $"{method} {Prize} HTTP/1.1", ["Host: a.example", "Accept: text/html"]);
        var nobody = await stage.SendAsync("nobody", $"{method} {Prize} HTTP/1.1", ["Host: a.example", "Accept: application/json"]);

        Assert.True(trial.Status == 401, $"{method}: {trial.Status}");
        Assert.True(RefusalStage.Outcome(nobody) == "401 login_required", $"{method}: {nobody.Status}");
        Assert.True(RefusalStage.Outcome(trial) == (method == "OPTIONS" ? "401 denied" : "DENY"), $"{method}: {trial.Text}");
        stage.AssertPrizeUntouched(method);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F30_Rules_hold_for_a_method_of_a_thousand_letters()
    {
        await F30_Rules_hold_for_every_method(new string('A', 1000));
    }

    [Theory]
    [InlineData("G\tET")]
    [InlineData("GET\0")]
    [InlineData("G@ET")]
    [InlineData("")]
    public async Task F30_What_is_no_method_is_400(string method)
    {
        stage.Clear();

        var answer = await stage.SendAsync("trial", $"{method} {Prize} HTTP/1.1", ["Host: a.example"]);

        Assert.Equal(400, answer.Status);
        stage.AssertUntouched(method);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("trace")]
    [InlineData("CONNECT")]
    public async Task F30_Methods_that_are_never_served_are_refused(string method)
    {
        stage.Clear();

        var answer = await stage.SendAsync("full", $"{method} {Prize} HTTP/1.1", ["Host: a.example"]);

        Assert.Contains(answer.Status, new[] { 400, 405 });
        stage.AssertUntouched(method);
    }

    [Fact]
    public async Task F120_A_rule_for_style_sheets_opens_no_script_and_makes_no_page_cacheable()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Paths"]!["*.css"] = "all granted");
        var trial = await gateway.SignedInAsync("bob");
        var full = await gateway.SignedInAsync("alice");
        var scripts = new[] { "a.php", "a.PHP", "a.php5", "a.phtml", "a.phar", "a.pht", "a.php.", "a.php%20" };

        foreach (var script in scripts)
        {
            var target = $"/members/full/{script}/x.css";
            var denied = await RawRequest.GetAsync(gateway, target, "Accept: text/html", RefusalStage.CookieOf(trial));
            var visitor = await RawRequest.GetAsync(gateway, target, "Accept: text/html");
            Assert.True(RefusalStage.Outcome(denied) == "DENY", $"{target}: {denied.Status}");
            Assert.True(RefusalStage.Outcome(visitor) == "LOGIN", $"{target}: {visitor.Status}");
        }

        Assert.DoesNotContain(gateway.Area.Requests, request => request.Target.Contains("/full/", StringComparison.Ordinal));
        var page = await RawRequest.GetAsync(gateway, "/members/full/a.php/x.css", RefusalStage.CookieOf(full));
        var sheet = await RawRequest.GetAsync(gateway, "/members/full/x.css");
        Assert.Equal(("upstream:/members/full/a.php/x.css", "private"), (page.Text, page.Header("Cache-Control")));
        Assert.Equal(("upstream:/members/full/x.css", null), (sheet.Text, sheet.Header("Cache-Control")));
        gateway.AssertQuiet();
    }
}
