using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What is one on one node is one on two that share a Redis.</summary>
public sealed class RedisNodesTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    [Fact]
    public async Task C31_Signed_in_on_one_used_on_the_other_and_signed_out_on_both_at_once()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var browser = nodes.First.NewBrowser();

        var there = await browser.At(nodes.Second).OpenAsync(await browser.ReachCallbackAsync("alice", "/members/full/a.php"));
        var here = await browser.GetAsync("/members/b.php");
        var cookie = browser.SessionCookie!;
        await browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        var gone = await browser.At(nodes.Second).GetAsync("/members/b.php", ("Cookie", "__Host-gateway=" + cookie));

        Assert.Equal(("upstream:/members/full/a.php", "upstream:/members/b.php"), (there.Text, here.Text));
        Proof.Login(nodes.Second, gone);
        Proof.Login(nodes.First, await nodes.First.NewBrowser().GetAsync("/members/b.php", ("Cookie", "__Host-gateway=" + cookie)));
        Assert.Empty(nodes.Sessions);
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task A06_State_is_single_use_on_both()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var browser = nodes.First.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        var login = ("Cookie", $"__Host-gateway-login={browser.BindingCookie}");
        var latch = nodes.First.Nats.Switches.Token.Hold();

        var both = new[] { browser.GetAsync(callback, login), browser.At(nodes.Second).GetAsync(callback, login) };
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        var loser = await await Task.WhenAny(both);
        Proof.Login(nodes.First, await nodes.First.NewBrowser().GetAsync("/members/a.php"));
        latch.Open();
        var answers = await Task.WhenAll(both);
        await nodes.AdvanceAsync(TimeSpan.FromMinutes(1));
        Answer[] later = [await browser.GetAsync(callback, login), await browser.At(nodes.Second).GetAsync(callback, login)];

        Assert.DoesNotContain(loser.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Assert.All([.. answers, .. later], answer => Assert.Equal("https://a.example/members/a.php", answer.Header("Location")));
        Assert.Equal("upstream:/members/a.php", (await browser.GetAsync("/members/a.php")).Text);
        Assert.Equal(1, nodes.First.Nats.Ledger.Count(NatsEndpoint.Token));
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task D01_Requests_on_both_nodes_in_the_window_cost_one_refresh()
    {
        await using var nodes = await RedisNodes.StartAsync(redis, FreshnessStage.Tokens(("UserInfoRefreshInterval", "0")));
        var browser = await nodes.First.SignedInAndForgottenAsync();
        var there = browser.At(nodes.Second);
        var old = (await nodes.First.SeeAsync(browser)).Token();
        nodes.First.Clock.Advance(TimeSpan.FromMinutes(4.1));
        var gate = nodes.First.Nats.Switches.Token.Hold();

        var pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? browser : there).GetAsync($"/members/{i}.php")));
        await gate.ArrivedAsync();
        gate.Open();
        await nodes.First.LandedAsync();
        await nodes.Second.LandedAsync();

        Assert.All(pages, page => Assert.Equal(200, page.Status));
        var seen = new[] { await nodes.First.SeeAsync(browser), await nodes.Second.SeeAsync(there) }.Select(page => page.Token()).Distinct();
        Assert.NotEqual(old, Assert.Single(seen));
        Assert.Equal(1, nodes.First.Refreshes());
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C30_Late_answer_of_one_node_does_not_undo_the_logout_at_the_other()
    {
        await using var nodes = await RedisNodes.StartAsync(redis, FreshnessStage.Tokens(("UserInfoRefreshInterval", "0")));
        var browser = await nodes.First.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        nodes.First.Clock.Advance(TimeSpan.FromMinutes(5));
        var gate = nodes.First.Nats.Switches.Token.Hold();

        var slow = browser.At(nodes.Second).GetAsync("/members/a.php", ("Cookie", "__Host-gateway=" + cookie));
        await gate.ArrivedAsync();
        Assert.Equal(302, (await browser.GetAsync(GatewayHost.Vanity + "?logout=/")).Status);
        gate.Open();

        Proof.Login(nodes.Second, await slow);
        Assert.Empty(nodes.Sessions);
        await VanityStage.AssertDeadAsync(nodes.First, cookie);
        await VanityStage.AssertDeadAsync(nodes.Second, cookie);
        Assert.Equal(1, nodes.First.Refreshes());
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C20_Login_at_one_node_ends_the_session_that_the_browser_had_from_the_other()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var attacker = await nodes.First.SignedInAsync("bob");
        nodes.First.Clock.Advance(TimeSpan.FromSeconds(1));
        var victim = nodes.Second.NewBrowser();
        var callback = await victim.ReachCallbackAsync("alice", "/members/a.php");
        var binding = victim.BindingCookie;
        victim.Cookies["__Host-gateway"] = attacker.SessionCookie!;

        var page = await victim.OpenAsync(callback);

        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.NotEqual(attacker.SessionCookie, victim.SessionCookie);
        Assert.NotEqual(binding, victim.BindingCookie);
        Proof.Login(nodes.First, await attacker.GetAsync("/members/"));
        Assert.Single(nodes.Sessions);
        nodes.AssertQuiet();
    }
}
