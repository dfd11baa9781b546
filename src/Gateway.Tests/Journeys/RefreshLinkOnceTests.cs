using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>A page's own refresh link: by the token that the page was made with, whoever else clicks at the same time.</summary>
public sealed class RefreshLinkOnceTests
{
    private const string Back = "/members/back.php";

    [Theory]
    [InlineData(30, Back)]
    [InlineData(59, Back)]
    [InlineData(60, Back + "?error_code=no_access_token_match")]
    [InlineData(90, Back + "?error_code=no_access_token_match")]
    public async Task D25_Token_of_before_serves_for_a_minute(int seconds, string target)
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        Assert.Equal(Back, (await browser.RefreshLinkAsync(old)).Header("Location"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var answer = await browser.RefreshLinkAsync(old);

        Assert.Equal(302, answer.Status);
        Assert.Equal(target, answer.Header("Location"));
        VanityStage.AssertOwn(answer);
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D26_Link_clicked_five_times_at_once_costs_one_call()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        var gate = gateway.Nats.Switches.Token.Hold();

        var before = gateway.Clock.Timers(TimeSpan.FromSeconds(10));
        var clicks = Enumerable.Range(0, 5).Select(_ => browser.RefreshLinkAsync(old)).ToArray();
        await gateway.WaitingAsync(TimeSpan.FromSeconds(10), 5, before);
        gate.Open();

        Assert.All(await Task.WhenAll(clicks), answer => Assert.Equal(Back, answer.Header("Location")));
        Assert.Equal(1, gateway.Refreshes());
        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D26_Link_clicked_a_hundred_times_without_a_gate_costs_one_call_and_shows_no_error()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => browser.RefreshLinkAsync(old))));

        Assert.All(clicks, answer => Assert.Equal(Back, answer.Header("Location")));
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D12_Links_during_an_outage_cost_one_call_per_pause()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Nats.Switches.Token.Fail(500);

        var clicks = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.RefreshLinkAsync(old)));
        Assert.All(clicks, answer => Assert.Equal(Back + "?error_code=refresh_failed", answer.Header("Location")));
        Assert.Equal(1, gateway.Refreshes());
        gateway.Nats.Switches.Token.Heal();
        gateway.Clock.Advance(Pause);

        Assert.Equal(Back, (await browser.RefreshLinkAsync(old)).Header("Location"));
        Assert.Equal(2, gateway.Refreshes());
        Assert.Contains("op_status", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D27_Token_of_another_session_does_nothing()
    {
        await using var gateway = await TokensOnlyAsync();
        var (alice, bob) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("bob"));
        var (tokenOfAlice, tokenOfBob) = ((await gateway.SeeAsync(alice)).Token(), (await gateway.SeeAsync(bob)).Token());
        VanityStage.Forget(gateway);

        var answer = await alice.RefreshLinkAsync(tokenOfBob);

        Assert.Equal(Back + "?error_code=no_access_token_match", answer.Header("Location"));
        Assert.Equal(0, gateway.Refreshes());
        Assert.Equal(tokenOfAlice, (await gateway.SeeAsync(alice)).Token());
        Assert.Equal(tokenOfBob, (await gateway.SeeAsync(bob)).Token());
        gateway.AssertNoSecrets(tokenOfAlice, tokenOfBob);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Link_that_meets_a_question_to_userinfo_is_refreshed_all_the_same()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        var old = (await gateway.SeeAsync(browser)).Token();
        var gate = gateway.Nats.Switches.UserInfo.Hold(times: 1);

        var denied = browser.GetAsync(Full);
        await gate.ArrivedAsync();
        var before = gateway.Clock.Timers(TimeSpan.FromSeconds(10));
        var click = browser.RefreshLinkAsync(old);
        await gateway.WaitingAsync(TimeSpan.FromSeconds(10), 1, before);
        gate.Open();

        Assert.Equal(Back, (await click).Header("Location"));
        Assert.Equal(401, (await denied).Status);
        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(1, gateway.UserInfos());
        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        gateway.AssertQuiet();
    }
}
