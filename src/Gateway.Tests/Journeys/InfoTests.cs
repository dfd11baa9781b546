using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What the info link tells, to whom, and what it costs.</summary>
public sealed partial class InfoTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Json = VanityStage.Vanity + "?info=json";
    private const string Html = VanityStage.Vanity + "?info=html";

    private static readonly string[] Everything =
        ["session", "remote_user", "timeout", "exp", "userinfo", "id_token", "id_token_hint", "access_token_expires", "access_token", "iat"];

    [Fact]
    public async Task E24_All_that_Info_lists_is_told_in_the_modules_order_and_types()
    {
        await using var gateway = await TellingAsync(Everything);
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var now = gateway.Clock.GetUtcNow();

        var answer = await browser.GetAsync(Json);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Header("Content-Type")));
        VanityStage.AssertOwn(answer);
        var info = answer.Json;
        Assert.Equal(
            ["iat", "access_token", "access_token_expires", "id_token_hint", "id_token", "userinfo", "exp", "timeout", "remote_user", "session"],
            info.EnumerateObject().Select(member => member.Name));
        Assert.Equal(now.ToUnixTimeSeconds(), info.GetProperty("iat").GetInt64());
        Assert.Equal(token, info.GetProperty("access_token").GetString());
        Assert.Equal((now + TimeSpan.FromMinutes(5)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), info.GetProperty("access_token_expires").GetString());
        Assert.NotNull(gateway.Nats.Keys.Read(info.GetProperty("id_token_hint").GetString()!));
        Assert.Equal("member-1001", info.GetProperty("id_token").GetProperty("sub").GetString());
        Assert.Equal("0", info.GetProperty("userinfo").GetProperty("trial").GetString());
        Assert.Equal((now + TimeSpan.FromHours(8)).ToUnixTimeSeconds(), info.GetProperty("exp").GetInt64());
        Assert.Equal((now + TimeSpan.FromMinutes(30)).ToUnixTimeSeconds(), info.GetProperty("timeout").GetInt64());
        Assert.Equal("alice", info.GetProperty("remote_user").GetString());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E24_An_imported_list_gives_no_token_away()
    {
        await using var gateway = await TellingAsync("session", "id_token");
        gateway.Nats.Switches.TokenResponse = token => token["refresh_token"] = "the-refresh-token";
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);

        var answer = await browser.GetAsync(Json);

        Assert.Equal(["id_token", "session"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("id_token").ValueKind);
        Assert.DoesNotContain(token, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-refresh-token", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(browser.SessionCookie!, answer.Text, StringComparison.Ordinal);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E24_An_empty_list_tells_nothing()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");

        foreach (var target in (string[])[Json, Html]) VanityStage.AssertRefused(gateway, await browser.GetAsync(target), 404, "info_not_offered", target);
        var script = await browser.ScriptAsync(Json);

        VanityStage.AssertRefused(gateway, script, 404, "info_not_offered");
        Assert.Equal("application/json", script.Header("Content-Type"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E25_Nobody_without_a_live_session_of_this_site_is_told_anything()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site: site => site["Info"] = new JsonArray("userinfo"),
            file: file =>
            {
                var other = file["Sites"]!["a"]!.DeepClone();
                other["Origins"] = new JsonArray("https://b.example");
                file["Sites"]!["b"] = other;
            });
        var browser = await gateway.SignedInAsync("alice");
        var live = browser.SessionCookie!;
        var gone = await gateway.SignedInAsync("bob");
        var ended = gone.SessionCookie!;
        await gone.GetAsync(VanityStage.Vanity + "?logout=get");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
        VanityStage.Forget(gateway);

        foreach (var (origin, cookie) in new[] { ("https://a.example", "x=y"), ("https://b.example", "__Host-gateway=" + live), ("https://a.example", "__Host-gateway=" + ended) })
        {
            foreach (var (target, script) in new[] { (Json, ""), (Html, ""), (Json, "X-Requested-With") })
            {
                var answer = await gateway.NewBrowser(origin).GetAsync(target, ("Cookie", cookie), (script, "XMLHttpRequest"));

                VanityStage.AssertRefused(gateway, answer, 401, "login_required", origin + cookie);
                Assert.Equal("application/json", answer.Header("Content-Type"));
                Assert.Equal(["error", "reference"], answer.Json.EnumerateObject().Select(member => member.Name));
            }
        }

        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E26_Html_shows_claims_as_text()
    {
        await using var gateway = await TellingAsync("userinfo");
        gateway.Nats.Switches.UserInfoClaims = claims => claims["nick"] = "</pre><script>alert(1)</script>";
        var browser = await gateway.SignedInAsync("alice");

        var answer = await browser.GetAsync(Html);

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        VanityStage.AssertOwn(answer);
        Assert.Contains("default-src 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Text, StringComparison.OrdinalIgnoreCase);
        var shown = JsonDocument.Parse(WebUtility.HtmlDecode(Pre().Match(answer.Text).Groups[1].Value)).RootElement;
        Assert.Equal("</pre><script>alert(1)</script>", shown.GetProperty("userinfo").GetProperty("nick").GetString());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("info=JSON", 415, "info_format")]
    [InlineData("info=", 415, "info_format")]
    [InlineData("info", 400, "vanity_invalid")]   // recorded: no value, no action
    [InlineData("info=xml", 415, "info_format")]
    [InlineData("info=json&info=html", 400, "vanity_invalid")]
    [InlineData("info=json&access_token_refresh_interval=-1", 400, "info_interval")]   // to the module junk was no interval: E28
    [InlineData("info=json&access_token_refresh_interval=1e9", 400, "info_interval")]
    [InlineData("info=json&access_token_refresh_interval=abc", 400, "info_interval")]
    [InlineData("info=json&access_token_refresh_interval=", 400, "info_interval")]
    [InlineData("info=json&access_token_refresh_interval=99999999999", 400, "info_interval")]
    public async Task E27_E28_What_is_no_format_and_no_number_is_refused(string query, int status, string reason)
    {
        await using var gateway = await TellingAsync("userinfo");
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync(VanityStage.Vanity + "?" + query);

        VanityStage.AssertRefused(gateway, answer, status, reason, query);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E27_There_is_no_callback_HEAD_is_answered_and_POST_is_refused_as_recorded()
    {
        await using var gateway = await TellingAsync("remote_user");
        var browser = await gateway.SignedInAsync("alice");

        var answer = await browser.GetAsync(Json + "&callback=f");
        var head = await browser.SendAsync("HEAD", Json, null);
        var post = await browser.PostAsync(Json, "");

        Assert.Equal("""{"remote_user":"alice"}""", answer.Text);
        Assert.Equal((200, 0, "application/json"), (head.Status, head.Bytes.Length, head.Header("Content-Type")));
        VanityStage.AssertRefused(gateway, post, 400, "vanity_invalid");
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E28_A_refresh_by_interval_happens_at_most_every_ten_seconds()
    {
        await using var gateway = await TellingAsync("access_token");
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        for (var i = 0; i < 100; i++) Assert.Equal(200, (await browser.GetAsync(Json + "&access_token_refresh_interval=0")).Status);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));

        gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => browser.GetAsync(Json + "&access_token_refresh_interval=0")));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.NotEqual(token, (await browser.GetAsync(Json)).Json.GetProperty("access_token").GetString());

        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        await browser.GetAsync(Json + "&access_token_refresh_interval=31");
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        await browser.GetAsync(Json + "&access_token_refresh_interval=29");
        Assert.Equal(2, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E28_A_refusal_at_such_a_refresh_is_a_session_that_is_gone()
    {
        await using var gateway = await TellingAsync("access_token");
        var browser = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";

        var answer = await browser.GetAsync(Json + "&access_token_refresh_interval=0");

        VanityStage.AssertRefused(gateway, answer, 401, "login_required");
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E29_Asking_counts_as_activity_unless_it_says_otherwise()
    {
        await using var gateway = await TellingAsync("timeout", "exp");
        var asking = await gateway.SignedInAsync("alice");
        var quiet = await gateway.SignedInAsync("alice");

        for (var minute = 0; minute < 4; minute++)
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(7));
            Assert.Equal(TimeSpan.FromMinutes(30), await LeftAsync(asking, Json));
            Assert.Equal(200, (await quiet.GetAsync(Json + "&extend_session=false")).Status);
        }

        Assert.Equal(TimeSpan.FromMinutes(2) + Step, await LeftAsync(quiet, Json + "&extend_session=false"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(401, (await quiet.GetAsync(Json + "&extend_session=false")).Status);
        Assert.Equal(200, (await asking.GetAsync(Json)).Status);

        async Task<TimeSpan> LeftAsync(Browser browser, string target)
        {
            var end = (await browser.GetAsync(target)).Json.GetProperty("timeout").GetInt64();
            return DateTimeOffset.FromUnixTimeSeconds(end) - gateway.Clock.GetUtcNow();
        }
    }

    [Fact]
    public async Task E29_Nothing_moves_the_maximum_duration()
    {
        await using var gateway = await GatewayHost.StartAsync(site: site =>
        {
            site["Info"] = new JsonArray("exp", "timeout");
            site["Session"] = new JsonObject { ["MaxDuration"] = "1h" };
        });
        var browser = await gateway.SignedInAsync("alice");
        var end = gateway.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        for (var minute = 5; minute < 60; minute += 5)
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(5));
            var info = (await browser.GetAsync(Json)).Json;
            Assert.Equal(end.ToUnixTimeSeconds(), info.GetProperty("exp").GetInt64());
            Assert.True(info.GetProperty("timeout").GetInt64() <= end.ToUnixTimeSeconds());
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(401, (await browser.GetAsync(Json)).Status);
    }

    // A session lives for the interval and one step of the touch, so that it never ends early.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    private static Task<GatewayHost> TellingAsync(params string[] items) =>
        GatewayHost.StartAsync(site: site => site["Info"] = new JsonArray([.. items.Select(item => JsonValue.Create(item))]));

    [GeneratedRegex("<pre>(.*)</pre>", RegexOptions.Singleline)]
    private static partial Regex Pre();
}
