using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>The member who just paid: a denial by a claim rule asks once more before it stands, and cannot be made to ask for ever.</summary>
public sealed class ClaimRecheckTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task D29_Member_who_just_paid_is_let_in_by_that_very_request(bool script)
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        gateway.Nats.Members["bob"].Claims["trial"] = "0";

        var page = script ? await browser.ScriptAsync(Full) : await browser.GetAsync(Full);

        Assert.Equal(200, page.Status);
        Assert.Equal("0", gateway.Area.Last(Full)["OIDC_CLAIM_trial"]);
        Assert.Equal(1, gateway.UserInfos());
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D29_Denied_member_who_clicks_on_asks_every_ten_seconds_at_most()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");

        for (var second = 0; second < 31; second++)
        {
            Assert.Equal(401, (await browser.GetAsync(Full)).Status);
            Assert.Equal(401, (await browser.ScriptAsync(Full)).Status);
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, gateway.UserInfos());
        gateway.Nats.Members["bob"].Claims["trial"] = "0";
        Assert.Equal(401, (await browser.GetAsync(Full)).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(9));
        await gateway.SeeAsync(browser, Full);
        Assert.Equal(5, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D29_Fifty_denied_requests_at_once_cost_one_question_and_all_are_let_in()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        gateway.Nats.Members["bob"].Claims["trial"] = "0";
        var gate = gateway.Nats.Switches.UserInfo.Hold();

        var before = gateway.Clock.Timers(LongestWait);
        var pages = Enumerable.Range(0, 50).Select(_ => browser.GetAsync(Full)).ToArray();
        await gateway.WaitingAsync(LongestWait, 50, before);
        gate.Open();

        Assert.All(await Task.WhenAll(pages), page => Assert.Equal(200, page.Status));
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D29_Fifty_denied_requests_without_a_gate_cost_one_question()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");

        var pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => browser.GetAsync(Full))));
        Assert.All(pages, page => Assert.Equal(401, page.Status));
        Assert.Equal(1, gateway.UserInfos());
        gateway.Nats.Members["bob"].Claims["trial"] = "0";
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var paid = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => browser.GetAsync(Full))));

        Assert.All(paid, page => Assert.Equal(200, page.Status));
        Assert.Equal(2, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D29_An_OP_is_asked_twenty_times_a_second_at_most()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browsers = new List<Browser>();
        for (var i = 0; i < 25; i++) browsers.Add(await gateway.SignedInAsync("bob"));
        VanityStage.Forget(gateway);

        foreach (var browser in browsers) Assert.Equal(401, (await browser.GetAsync(Full)).Status);
        Assert.Equal(20, gateway.UserInfos());
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var browser in browsers) Assert.Equal(401, (await browser.GetAsync(Full)).Status);

        Assert.Equal(25, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Denied_member_waits_two_seconds_at_most()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        var gate = gateway.Nats.Switches.UserInfo.Hold();

        var before = gateway.Clock.Timers(LongestWait);
        var page = browser.GetAsync(Full);
        await gateway.WaitingAsync(LongestWait, 1, before);
        gateway.Clock.Advance(LongestWait);

        Assert.Equal(401, (await page).Status);
        gate.Open();
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Rule_that_no_claim_could_satisfy_and_rule_that_is_satisfied_ask_nobody()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            Tokens()(site);
            site["Paths"]!["/members/closed/"] = "all denied";
        });
        var browser = await gateway.SignedInAndForgottenAsync();

        Assert.Equal(403, (await browser.GetAsync("/members/closed/")).Status);
        await gateway.SeeAsync(browser, Full);

        Assert.Equal(0, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Recheck_that_fails_leaves_the_denial_and_the_session()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        gateway.Nats.Switches.UserInfo.Fail(500);

        for (var i = 0; i < 3; i++) Assert.Equal(401, (await browser.GetAsync(Full)).Status);

        Assert.Equal(1, gateway.UserInfos());
        Assert.False((await gateway.SeeAsync(browser)).IsDegraded());
        Assert.Single(gateway.Log.Warnings);
    }
}
