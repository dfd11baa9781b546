using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The refresh link of a members' page: what it answers, as recorded of the module, and whom it calls.</summary>
public sealed class RefreshLinkTests(VanityStage stage) : IClassFixture<VanityStage>
{
    [Theory]
    [InlineData("/members/index.php?renewed=1")]
    [InlineData("https://a.example/members/index.php?abs")]
    [InlineData("/x?")]
    [InlineData("/x#f")]
    public async Task The_right_token_brings_a_new_one_and_leads_back(string target)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var cookie = browser.SessionCookie;
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync(Link(target, token));

        Assert.Equal((302, target), (answer.Status, answer.Header("Location")));
        VanityStage.AssertOwn(answer);
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.NotEqual(token, await VanityStage.TokenOfAsync(gateway, browser));
        Assert.DoesNotContain(gateway.Area.Requests, request => request.Target.StartsWith(VanityStage.Vanity, StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_scripted_call_is_answered_alike()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);

        var answer = await browser.ScriptAsync(Link("/members/index.php?xhr", token));

        Assert.Equal((302, "/members/index.php?xhr"), (answer.Status, answer.Header("Location")));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members/index.php?wrong", "&access_token=wrongwrongwrong", "/members/index.php?wrong&error_code=no_access_token_match")]
    [InlineData("/members/index.php?missing", "", "/members/index.php?missing&error_code=no_access_token")]
    [InlineData("/members/index.php?empty", "&access_token=", "/members/index.php?empty&error_code=no_access_token_match")]
    [InlineData("/members/index.php", "&access_token=x", "/members/index.php?error_code=no_access_token_match")]
    [InlineData("/x#f", "&access_token=x", "/x?error_code=no_access_token_match#f")]
    [InlineData("/x?a=1#f", "&access_token=x", "/x?a=1&error_code=no_access_token_match#f")]
    [InlineData("/x?", "&access_token=x", "/x?error_code=no_access_token_match")]
    [InlineData("/x#?a", "&access_token=x", "/x?error_code=no_access_token_match#?a")]
    [InlineData("https://a.example/x", "&access_token=x", "https://a.example/x?error_code=no_access_token_match")]
    public async Task E41_An_error_code_stands_in_the_query_before_the_fragment(string target, string token, string expected)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync($"{VanityStage.Vanity}?refresh={Uri.EscapeDataString(target)}{token}");

        Assert.Equal((302, expected), (answer.Status, answer.Header("Location")));
        VanityStage.AssertOwn(answer);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Tokens_of_nobody_and_of_somebody_else_call_nobody()
    {
        var gateway = await stage.FreshAsync();
        var alice = await gateway.SignedInAsync("alice");
        var bob = await gateway.SignedInAsync("bob");
        var token = await VanityStage.TokenOfAsync(gateway, alice);
        VanityStage.Forget(gateway);

        var stranger = await gateway.NewBrowser().GetAsync(Link("/members/index.php?nosess", token));
        var other = await bob.GetAsync(Link("/members/index.php?bob", token));
        var prefix = await alice.GetAsync(Link("/members/index.php?prefix", token[..^1]));
        var alone = await alice.GetAsync($"{VanityStage.Vanity}?access_token={token}");
        var nowhere = await alice.GetAsync(Link("", token));

        Assert.Equal("/members/index.php?nosess&error_code=no_access_token_exists", stranger.Header("Location"));
        Assert.Equal("/members/index.php?bob&error_code=no_access_token_match", other.Header("Location"));
        Assert.Equal("/members/index.php?prefix&error_code=no_access_token_match", prefix.Header("Location"));
        Assert.Equal(400, alone.Status);
        VanityStage.AssertRefused(gateway, nowhere, 400, "return_url_refused");
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(token[..8], StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("500")]
    [InlineData("drop")]
    [InlineData("garbage")]
    [InlineData("invalid_client")]
    public async Task An_op_that_cannot_answer_means_refresh_failed_and_the_session_stays(string fault)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);
        var endpoint = gateway.Nats.Switches.Token;
        if (fault == "500") endpoint.Fail(500);
        else if (fault == "drop") endpoint.Drop();
        else if (fault == "garbage") endpoint.Fail(200, "<html>login</html>", "text/html");
        else endpoint.Refuse(fault, 401);

        var answer = await browser.GetAsync(Link("/members/index.php?back", token));

        Assert.Equal((302, "/members/index.php?back&error_code=refresh_failed"), (answer.Status, answer.Header("Location")));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));   // a refresh token is never posted twice
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.DoesNotContain(token[..8], line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Logout", false)]
    [InlineData("Keep", true)]
    public async Task A_refusal_means_refresh_failed_and_the_session_does_as_the_site_says(string policy, bool stays)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Tokens"] = new JsonObject { ["OnRefreshRefused"] = policy });
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";

        var answer = await browser.GetAsync(Link("/members/index.php?back", token));

        Assert.Equal((302, "/members/index.php?back&error_code=refresh_failed"), (answer.Status, answer.Header("Location")));
        Assert.Equal(stays ? 200 : 302, (await browser.GetAsync("/members/")).Status);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Without_a_refresh_token_it_fails_and_calls_nobody()
    {
        var gateway = await stage.FreshAsync();
        gateway.Nats.Switches.IssueRefreshTokens = false;
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync(Link("/", token));

        Assert.Equal("/?error_code=refresh_failed", answer.Header("Location"));
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_slow_op_is_waited_for_ten_seconds_and_its_late_answer_still_counts()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var held = gateway.Nats.Switches.Token.Hold();

        var click = browser.GetAsync(Link("/", token));
        await held.ArrivedAsync(1, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(click.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await click;
        held.Open();
        var again = await browser.GetAsync(Link("/", token));

        Assert.Equal("/?error_code=refresh_failed", answer.Header("Location"));
        Assert.Equal("/", again.Header("Location"));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task The_token_of_before_is_good_for_a_minute()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var first = await VanityStage.TokenOfAsync(gateway, browser);
        Assert.Equal("/", (await browser.GetAsync(Link("/", first))).Header("Location"));
        var second = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("/", (await browser.GetAsync(Link("/", first))).Header("Location"));
        Assert.Equal(second, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("/?error_code=no_access_token_match", (await browser.GetAsync(Link("/", first))).Header("Location"));
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal("/", (await browser.GetAsync(Link("/", second))).Header("Location"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Five_clicks_at_once_cost_one_refresh_and_get_five_good_answers()
    {
        GatedStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new GatedStore(inner)));
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);
        var held = gateway.Nats.Switches.Token.Hold();
        var seen = store!.Finds.Count;

        var clicks = Enumerable.Range(1, 5).Select(click => browser.GetAsync(Link($"/page{click}", token))).ToList();
        await held.ArrivedAsync(1, TestContext.Current.CancellationToken);
        await store.Finds.ReachedAsync(seen + 5, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(clicks, click => click.IsCompleted);
        held.Open();
        var answers = await Task.WhenAll(clicks);

        Assert.Equal(["/page1", "/page2", "/page3", "/page4", "/page5"], answers.Select(answer => answer.Header("Location")));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    private static string Link(string target, string token) => $"{VanityStage.Vanity}?refresh={Uri.EscapeDataString(target)}&access_token={token}";
}
