using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>One refresh on any number of nodes, also when the one that began it is stopped or dies (design 6.1, 6.2).</summary>
public sealed class RefreshNodesTests
{
    [Fact]
    public async Task D04_Attempt_of_a_node_that_died_binds_while_the_token_lives_and_then_one_other_posts()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var (gateway, browser) = (nodes.Gateway, nodes.Browser);
        await using var third = await gateway.StartNodeAsync();
        var dead = await nodes.StopBeforePostAsync();

        // What was posted just before the token's end may still be out: until the limit of a POST nobody follows.
        await nodes.ClickUntilAsync(5, 5);
        Assert.Equal(0, gateway.Refreshes());
        gateway.Pass(0, 1);
        var gate = gateway.Nats.Switches.Token.Hold();
        var (before, looks) = (gateway.Clock.Timers(LongestWait), gateway.Clock.Timers(NodesAtWork.Look));
        var pages = Enumerable.Range(0, 20).Select(i => gateway.SeeAsync(i % 2 == 0 ? browser : browser.At(third), $"/members/full/{i}.php")).ToArray();
        await gateway.WaitingAsync(LongestWait, 20, before);
        await gateway.WaitingAsync(NodesAtWork.Look, 1, looks);
        await gate.ArrivedAsync();
        gate.Open();
        await Task.WhenAny(Task.WhenAll(pages.Where((_, i) => i % 2 == 0)), Task.WhenAll(pages.Where((_, i) => i % 2 == 1)));
        gateway.Clock.Advance(NodesAtWork.Look);   // the other node looks again

        var seen = Assert.Single((await Task.WhenAll(pages)).Select(page => page.Token()).Distinct());
        Assert.NotEqual(nodes.Token, seen);
        Assert.Equal(1, gateway.Refreshes());
        dead.Open();   // it had only slept: now it is too late for its POST
        await nodes.There.GetAsync(Page);
        Assert.Equal(seen, (await gateway.SeeAsync(browser)).Token());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D04_Node_that_slept_before_its_post_does_not_post_any_more_and_the_next_click_does()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var dead = await nodes.StopBeforePostAsync();
        nodes.Gateway.Pass(0, 6);

        dead.Open();
        await nodes.Stopped.LandedAsync();

        Assert.Equal(0, nodes.Gateway.Refreshes());
        var seen = await nodes.Gateway.SeeAsync(nodes.Browser);
        Assert.Equal((nodes.Token, false), (seen.Token(), seen.IsDegraded()));
        await nodes.Gateway.RefreshedAsync();
        Assert.NotEqual(nodes.Token, (await nodes.Gateway.SeeAsync(nodes.Browser)).Token());
        Assert.Equal(1, nodes.Gateway.Refreshes());
        nodes.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task D04_When_the_second_node_dies_too_nobody_posts_a_third_time_and_a_login_mends_it()
    {
        await using var nodes = await NodesAtWork.OnAsync(await GatewayHost.StartAsync(Tokens()));
        var (gateway, browser) = (nodes.Gateway, nodes.Browser);
        var first = await nodes.StopBeforePostAsync();
        gateway.Pass(1, 5);
        var last = nodes.Store.AfterReplace = new Latch();
        await using var third = await gateway.StartNodeAsync(services => services.UseStore(nodes.Store));
        var before = gateway.Clock.Timers(LongestWait);
        var page = gateway.SeeAsync(browser.At(third));
        await last.ArrivedAsync();
        await gateway.WaitingAsync(LongestWait, 1, before);
        nodes.Store.AfterReplace = null;
        gateway.Clock.Advance(LongestWait);
        Assert.True((await page).IsDegraded());

        gateway.Pass(1, 5);
        Assert.False((await gateway.SeeAsync(browser)).IsDegraded());
        await gateway.SeeAsync(browser, Full);
        gateway.Pass(4);
        gateway.AssertLogin(await browser.GetAsync(Full));
        AssertScriptLogin(await browser.ScriptAsync(Full));
        await gateway.SeeAsync(browser);

        Assert.Equal(0, gateway.Refreshes());
        Assert.Equal(0, gateway.UserInfos());
        Assert.Equal(200, (await browser.OpenAsync(Full)).Status);
        gateway.AssertQuiet();
        first.Open();   // so that the dead come to an end
        last.Open();
    }

    [Fact]
    public async Task D05_Node_frozen_between_answer_and_write_is_believed_when_nobody_else_refreshed()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var frozen = await nodes.StopAfterAnswerAsync();

        await nodes.ClickUntilAsync(4, 31);
        frozen.Open();
        await nodes.Stopped.LandedAsync();

        var seen = (await nodes.Gateway.SeeAsync(nodes.Browser)).Token();
        Assert.NotEqual(nodes.Token, seen);
        Assert.Equal(1, nodes.Gateway.Refreshes());
        nodes.Gateway.Pass(4, 30);   // its refresh token is the good one
        await nodes.Gateway.SeeAsync(nodes.Browser);
        await nodes.Gateway.RefreshedAsync(2);
        Assert.NotEqual(seen, (await nodes.Gateway.SeeAsync(nodes.Browser)).Token());
        nodes.Gateway.AssertQuiet();
        nodes.Stopped.AssertQuiet();
    }

    [Fact]
    public async Task D05_Answer_of_a_frozen_node_is_dropped_when_another_has_refreshed_since()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        nodes.Gateway.Nats.Switches.RotateRefreshTokens = false;   // both answers are good, and the newer one must stay
        var frozen = await nodes.StopAfterAnswerAsync();
        await nodes.ClickUntilAsync(5, 6);
        var newer = (await nodes.Gateway.SeeAsync(nodes.Browser)).Token();

        frozen.Open();
        await nodes.Stopped.LandedAsync();

        Assert.NotEqual(nodes.Token, newer);
        Assert.Equal(newer, (await nodes.Gateway.SeeAsync(nodes.Browser)).Token());
        Assert.Equal(newer, (await nodes.Gateway.SeeAsync(nodes.There)).Token());
        Assert.Equal(2, nodes.Gateway.Refreshes());
        nodes.Gateway.AssertQuiet();
        nodes.Stopped.AssertQuiet();
    }

    [Fact]
    public async Task D06_Rotated_token_lost_with_its_node_ends_the_session_after_one_try_and_once()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var (gateway, browser) = (nodes.Gateway, nodes.Browser);
        var dead = await nodes.StopAfterAnswerAsync();
        await nodes.ClickUntilAsync(5, 6);
        Assert.Equal(1, gateway.Refreshes());

        gateway.AssertLogin(await browser.GetAsync(Full));
        gateway.AssertLogin(await browser.GetAsync(Full));
        AssertScriptLogin(await browser.ScriptAsync(Full));

        Assert.Equal(2, gateway.Refreshes());
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.Equal("A rotated token was lost with the node that had asked for it, the member has to sign in again: site=a member=\"alice\".", line.Text);
        Assert.Equal(1, gateway.Counts.Of("gateway.refreshes", ("outcome", "lost")));
        dead.Open();
        Assert.Equal(200, (await browser.OpenAsync(Full)).Status);
        for (var i = 0; i < 3; i++) await gateway.SeeAsync(browser, Full);
        Assert.Equal(2, gateway.Refreshes());
    }

    [Theory]
    [InlineData("Logout")]
    [InlineData("Keep")]
    public async Task D07_Refusal_means_nothing_when_the_answer_of_another_was_stored_meanwhile(string policy)
    {
        await using var nodes = await NodesAtWork.StartAsync(("OnRefreshRefused", policy));
        var (gateway, browser) = (nodes.Gateway, nodes.Browser);
        var frozen = await nodes.StopAfterAnswerAsync();
        await nodes.ClickUntilAsync(5, 6);
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        var refusal = gateway.Nats.Switches.Token.HoldAnswer();
        var before = gateway.Clock.Timers(LongestWait);
        var page = gateway.SeeAsync(browser, Full);
        await refusal.ArrivedAsync();
        await gateway.WaitingAsync(LongestWait, 1, before);

        frozen.Open();
        await nodes.Stopped.LandedAsync();
        gateway.Nats.Switches.Reset();
        refusal.Open();

        var seen = (await page).Token();
        Assert.NotEqual(nodes.Token, seen);
        Assert.Equal(2, gateway.Refreshes());
        gateway.Pass(4, 30);
        await gateway.SeeAsync(browser);
        await gateway.RefreshedAsync(3);
        Assert.NotEqual(seen, (await gateway.SeeAsync(browser)).Token());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D02_Where_a_request_must_wait_the_other_node_looks_again_every_100_ms()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var (gateway, clock) = (nodes.Gateway, nodes.Gateway.Clock);
        gateway.Pass(0, 59);
        var gate = gateway.Nats.Switches.Token.Hold();
        var before = clock.Timers(LongestWait);
        var here = gateway.SeeAsync(nodes.Browser);
        await gate.ArrivedAsync();
        var looks = clock.Timers(NodesAtWork.Look);
        var there = gateway.SeeAsync(nodes.There, Full);
        await gateway.WaitingAsync(LongestWait, 2, before);

        for (var look = 1; look <= 5; look++)
        {
            await gateway.WaitingAsync(NodesAtWork.Look, look, looks);
            clock.Advance(NodesAtWork.Look - TimeSpan.FromTicks(1));
            Assert.Equal(looks + look, clock.Timers(NodesAtWork.Look));
            clock.Advance(TimeSpan.FromTicks(1));
        }

        await gateway.WaitingAsync(NodesAtWork.Look, 6, looks);
        gate.Open();
        var token = (await here).Token();
        Assert.False(there.IsCompleted);
        clock.Advance(NodesAtWork.Look);
        Assert.Equal(token, (await there).Token());
        Assert.False((await there).IsDegraded());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
        nodes.Stopped.AssertQuiet();
    }

    [Fact]
    public async Task D26_Refresh_link_on_another_node_gets_the_one_answer()
    {
        await using var nodes = await NodesAtWork.StartAsync();
        var gateway = nodes.Gateway;
        var gate = gateway.Nats.Switches.Token.Hold();
        var here = nodes.Browser.RefreshLinkAsync(nodes.Token);
        await gate.ArrivedAsync();
        var looks = gateway.Clock.Timers(NodesAtWork.Look);
        var there = nodes.There.RefreshLinkAsync(nodes.Token);
        await Task.WhenAny(there, gateway.WaitingAsync(NodesAtWork.Look, 1, looks));
        Assert.False(there.IsCompleted);

        gate.Open();
        Assert.Equal("/members/back.php", (await here).Header("Location"));
        gateway.Clock.Advance(NodesAtWork.Look);

        Assert.Equal("/members/back.php", (await there).Header("Location"));
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D04_Attempt_at_a_token_of_unknown_life_binds_for_the_limit_of_a_post()
    {
        var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer.Remove("expires_in");
        await using var nodes = await NodesAtWork.OnAsync(gateway);
        var latch = nodes.Store.AfterReplace = new Latch();
        var click = nodes.There.RefreshLinkAsync(nodes.Token);
        await latch.ArrivedAsync();
        nodes.Store.AfterReplace = null;
        gateway.Pass(1, 5);
        latch.Open();
        await click;

        Assert.Equal("/members/back.php", (await nodes.Browser.RefreshLinkAsync(nodes.Token)).Header("Location"));
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }
}
