using System.Globalization;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>The OP down or slow at each step of a login, and what those inside notice of it (corpus I20, I21, I23).</summary>
public sealed class ProviderDownTests
{
    private static readonly TimeSpan LoginLimit = ProviderPipeline.LoginLimit;

    [Fact]
    public async Task I20_Visitors_go_to_a_known_OP_until_the_breaker_opens_and_then_wait_on_a_page_that_tries_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");   // metadata is known
        var callbacks = new List<(Browser Browser, string Url)>();
        for (var i = 0; i < 6; i++)
        {
            var unlucky = gateway.NewBrowser();
            callbacks.Add((unlucky, await unlucky.ReachCallbackAsync("bob")));
        }

        gateway.Nats.Switches.Down = true;
        var visitor = gateway.NewBrowser();
        Proof.Login(gateway, await visitor.GetAsync("/members/a.php"));
        var before = await visitor.ScriptAsync("/members/a.php");
        foreach (var (browser, url) in callbacks) Assert.Equal(502, (await browser.GetAsync(url)).Status);
        gateway.Nats.Ledger.Clear();
        var page = await visitor.GetAsync("/members/a.php");
        var script = await visitor.ScriptAsync("/members/a.php");

        Assert.Equal((401, "login_required"), (before.Status, before.Json.GetProperty("error").GetString()));
        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Equal((503, "application/json", "sign_in_unavailable"), (script.Status, script.Header("Content-Type"), script.Json.GetProperty("error").GetString()));
        Assert.Equal(page.Header("Retry-After"), page.Header("Refresh"));   // by itself
        Assert.All([page, script], answer =>
        {
            Proof.Own(answer);
            Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
            Assert.Null(answer.Header("Location"));
            Assert.Empty(answer.SetCookies);
        });
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(ProviderBreakers.Pause + TimeSpan.FromSeconds(1));
        Assert.Equal("upstream:/members/a.php", (await visitor.SignInAsync("alice", "/members/a.php")).Text);
    }

    [Theory]
    [InlineData("503", "op_status")]
    [InlineData("dropped", "op_unreachable")]
    [InlineData("answer lost", "op_unreachable")]
    [InlineData("silent", "op_timeout")]
    public async Task I21_OP_that_is_down_at_the_callback_costs_this_login_alone_and_its_code_is_not_tried_again(string fault, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php?x=1&y=2");
        Break(gateway.Nats.Switches.Token, fault);
        var timers = gateway.Clock.Timers(LoginLimit);

        var pending = browser.GetAsync(callback);
        await gateway.ArrivedAsync(NatsEndpoint.Token, 1);
        if (fault == "silent") await gateway.WaitingAsync(LoginLimit, 1, timers);
        if (fault == "silent") gateway.Clock.Advance(LoginLimit);
        var answer = await pending;

        Proof.ErrorPage(gateway, answer, 502, reason);
        Assert.Contains("<a href=\"/members/a.php?x=1&amp;y=2\">Start again</a>", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("Refresh"));   // the same address again would be the same code again
        Assert.Null(browser.SessionCookie);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo));
        Proof.Login(gateway, await browser.GetAsync("/members/"));

        // Loading the page of the failure anew leads back to the page, where the login starts again.
        gateway.Nats.Switches.Token.Heal();
        Assert.Equal("https://a.example/members/a.php?x=1&y=2", (await browser.GetAsync(callback)).Header("Location"));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal("upstream:/members/a.php?x=1&y=2", (await browser.SignInAsync("alice", "/members/a.php?x=1&y=2")).Text);
    }

    [Fact]
    public async Task I23_Slow_OP_ends_callbacks_at_their_limit_and_delays_nobody_else()
    {
        await using var gateway = await TokensOnlyAsync();
        var member = await gateway.SignedInAsync("alice");
        var callbacks = new List<(Browser Browser, string Url)>();
        for (var i = 0; i < 20; i++)
        {
            var visitor = gateway.NewBrowser();
            callbacks.Add((visitor, await visitor.ReachCallbackAsync("bob")));
        }

        gateway.Nats.Switches.Token.Delay(TimeSpan.FromSeconds(30));
        var timers = gateway.Clock.Timers(LoginLimit);
        var pending = callbacks.Select(one => one.Browser.GetAsync(one.Url)).ToList();
        await gateway.WaitingAsync(LoginLimit, 20, timers);

        // Nobody's time passes while these are answered.
        Assert.Equal(200, (await member.GetAsync("/members/full/")).Status);
        Assert.Equal(200, (await gateway.NewBrowser().GetAsync("/")).Status);
        Proof.Login(gateway, await gateway.NewBrowser().GetAsync("/members/"));
        Assert.All(pending, callback => Assert.False(callback.IsCompleted));

        gateway.Clock.Advance(LoginLimit);
        var answers = await Task.WhenAll(pending);
        Assert.All(answers, answer => Proof.ErrorPage(gateway, answer, 502, "op_timeout"));
        Assert.All(callbacks, one => Assert.Null(one.Browser.SessionCookie));
    }

    [Fact]
    public async Task I23_Slow_OP_holds_a_member_up_for_two_seconds_at_most_and_only_when_the_token_has_ended()
    {
        await using var gateway = await TokensOnlyAsync();
        var (early, late) = (await gateway.SignedInAsync("bob"), await gateway.SignedInAndForgottenAsync());
        gateway.Nats.Switches.Token.Delay(TimeSpan.FromSeconds(30));

        gateway.Pass(4);   // in the window: the old token lives, and nobody waits
        Assert.False((await gateway.SeeAsync(early)).IsDegraded());
        await gateway.ArrivedAsync(NatsEndpoint.Token, 1);
        Assert.False((await gateway.SeeAsync(early)).IsDegraded());

        gateway.Pass(1);   // this one's has ended unnoticed
        var before = gateway.Clock.Timers(LongestWait);
        var page = late.GetAsync(Page);
        await gateway.ArrivedAsync(NatsEndpoint.Token, 2);
        await gateway.WaitingAsync(LongestWait, 1, before);
        Assert.False(page.IsCompleted);
        gateway.Clock.Advance(LongestWait);
        Assert.Equal(200, (await page).Status);
        Assert.True(gateway.Area.Last(Page).IsDegraded());
    }

    private static void Break(EndpointSwitch token, string fault)
    {
        if (fault == "503") token.Fail(503);
        else if (fault == "dropped") token.Drop();
        else if (fault == "answer lost") token.LoseAnswer();
        else token.NeverAnswer();
    }
}
