using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>The OP is down, slow, or has thrown everybody out, while members are signed in.</summary>
public sealed class ProviderOutageTests
{
    [Theory]
    [InlineData(5000)]
    public async Task D12_Sessions_in_their_window_cost_one_call_a_pause_and_behind_the_open_breaker_nobody_waits(int sessions)
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.RotateRefreshTokens = false;   // the sessions are copies
        var members = await gateway.CopiesAsync(await gateway.SignedInAndForgottenAsync(), sessions);
        gateway.Pass(4, 1);
        gateway.Nats.Switches.Token.Fail(503);

        // Five failures open the breaker; from then on each session comes back at once, and so it does within its pause.
        foreach (var member in members[..5])
        {
            await gateway.SeeAsync(member);
            await gateway.LandedAsync();
        }

        var waits = gateway.Clock.Timers(LongestWait) + 1;   // one of those whose turn comes later has just two seconds to go
        for (var clicks = 0; clicks < 2; clicks++)
        {
            await ClickAsync(clicks == 0 ? members : members[..50]);
            await gateway.LandedAsync();
        }

        Assert.Equal(5, gateway.Refreshes());
        Assert.Equal(waits, gateway.Clock.Timers(LongestWait));
        Assert.Equal(5, gateway.Log.Warnings.Count);   // an outage does not fill the log

        // The turns of all the others come, and the breaker lets one of them try.
        gateway.Pass(0, 30);
        await gateway.LandedAsync();
        Assert.Equal((6, 6), (gateway.Refreshes(), gateway.Log.Warnings.Count));

        // The breaker's pause is over and the tokens have ended. One session tries, the OP is silent, and no other waits for it.
        gateway.Pass(1);
        var gate = gateway.Nats.Switches.Token.Hold();
        var probe = gateway.SeeAsync(members[0]);
        await gate.ArrivedAsync();
        await ClickAsync(members[1..]);
        Assert.Equal(1, gate.Arrivals);
        Assert.True((await gateway.SeeAsync(members[1])).IsDegraded());
        gate.Open();
        Assert.False((await probe).IsDegraded());
        await gateway.LandedAsync();
        gateway.Clock.Advance(Pause);
        foreach (var member in members[^5..]) Assert.False((await gateway.SeeAsync(member, Full)).IsDegraded());
    }

    [Fact]
    public async Task I22_OP_that_is_down_is_noticed_after_the_grace_by_claim_rules_alone_and_a_restart_changes_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        await using var restarted = await gateway.StartNodeAsync();   // which does not even know the metadata
        var browser = await gateway.SignedInAndForgottenAsync();
        var (old, cookie) = ((await gateway.SeeAsync(browser)).Token(), browser.SessionCookie);
        gateway.Pass(4);
        gateway.Nats.Switches.Down = true;

        for (var minute = 4; minute < 20; minute++)
        {
            if (minute == 12) browser = browser.At(restarted);
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.Equal((old, minute >= 5), (seen.Token(), seen.IsDegraded()));
            await gateway.LandedAsync();
            await restarted.LandedAsync();
            gateway.Pass(1);
        }

        await gateway.SeeAsync(browser, Full);
        await restarted.LandedAsync();
        gateway.Pass(0, 1);
        for (var i = 0; i < 5; i++)
        {
            var page = await browser.GetAsync(Full);
            Assert.Equal((503, "30", null), (page.Status, page.Header("Retry-After"), page.Header("Location")));
            Assert.Equal(503, (await browser.ScriptAsync(Full)).Status);
            Assert.True((await gateway.SeeAsync(browser)).IsDegraded());
        }

        await restarted.LandedAsync();
        gateway.Nats.Switches.Down = false;
        gateway.Pass(1, 1);   // as long as metadata that could not be had is left alone
        var healed = await gateway.SeeAsync(browser, Full);
        Assert.Equal((true, false), (healed.Token() != old, healed.IsDegraded()));
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
    }

    [Fact]
    public async Task I23_Slow_OP_ends_a_callback_at_its_limit_and_holds_up_members_for_two_seconds_at_most()
    {
        await using var gateway = await TokensOnlyAsync();
        var member = await gateway.SignedInAndForgottenAsync();
        var visitor = gateway.NewBrowser();
        var callback = await visitor.ReachCallbackAsync("bob");
        gateway.Nats.Switches.Token.Delay(TimeSpan.FromSeconds(30));
        gateway.Pass(4, 40);

        var limits = gateway.Clock.Timers(TimeSpan.FromSeconds(10));
        var login = visitor.GetAsync(callback);
        await gateway.WaitingAsync(TimeSpan.FromSeconds(10), 1, limits);
        await gateway.ArrivedAsync(NatsEndpoint.Token, 1);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        Proof.ErrorPage(gateway, await login, 502, "op_timeout");

        // In its window a page is shown at once; after the token's end after two seconds.
        Assert.False((await gateway.SeeAsync(member)).IsDegraded());
        await gateway.ArrivedAsync(NatsEndpoint.Token, 2);
        gateway.Pass(0, 10);
        foreach (var page in (string[])[Page, Full])
        {
            var waits = gateway.Clock.Timers(LongestWait);
            var shown = gateway.SeeAsync(member, page);
            await gateway.WaitingAsync(LongestWait, 1, waits);
            gateway.Clock.Advance(LongestWait);
            Assert.True((await shown).IsDegraded());
        }

        Assert.Equal(1, gateway.Refreshes());
    }

    [Fact]
    public async Task I26_OP_that_refuses_everybody_ends_every_session_at_its_next_refresh_and_is_not_flooded_with_logins()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")), file: file => file["TrustedProxies"] = new System.Text.Json.Nodes.JsonArray("127.0.0.1"));
        var members = await gateway.CopiesAsync(await gateway.SignedInAndForgottenAsync(), 150);
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        gateway.Pass(5);

        var answers = new List<Answer>();
        for (var at = 0; at < 150; at++) answers.Add(await members[at].GetAsync(Page, From(at)));

        Assert.All(answers[..100], answer => gateway.AssertLogin(answer));
        Assert.All(answers[100..], answer => Proof.ErrorPage(gateway, answer, 503, "sign_in_busy"));
        Assert.All(answers[100..], answer => Assert.NotNull(answer.Header("Retry-After")));
        Assert.All(answers[100..], answer => Assert.Empty(answer.SetCookies));
        Assert.Equal(150, gateway.Refreshes());
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        for (var at = 100; at < 150; at++) gateway.AssertLogin(await members[at].GetAsync(Page, From(at)));
        Assert.Equal(150, gateway.Refreshes());
        Assert.Equal("upstream:/members/", (await members[0].OpenAsync(await members[0].AnswerOfProviderAsync(await members[0].GetAsync(Page), "alice"))).Text);
    }

    private static (string, string) From(int member) => ("X-Forwarded-For", $"192.0.2.{member}");

    private static async Task ClickAsync(IEnumerable<Browser> members)
    {
        foreach (var some in members.Chunk(100))
            Assert.All(await Task.WhenAll(some.Select(member => member.GetAsync(Full))), page => Assert.Equal(200, page.Status));
    }
}
