using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>A session ends by idleness, by age and by logout, and by nothing else; what is under way cannot bring it back.</summary>
public sealed class SessionLifeJourneyTests
{
    // The answers are held, not the calls: the OP has said yes before the logout revokes anything, and only the store can say no.
    [Fact]
    public async Task C30_Logout_while_a_refresh_is_out_leaves_the_session_dead()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var (cookie, other) = (browser.SessionCookie!, gateway.NewBrowser());
        other.Cookies["__Host-gateway"] = cookie;
        gateway.Pass(5);
        var gate = gateway.Nats.Switches.Token.HoldAnswer();

        var page = browser.GetAsync(Page);
        await gate.ArrivedAsync();
        Assert.Equal(302, (await browser.GetAsync($"{GatewayHost.Vanity}?logout=/")).Status);
        gate.Open();

        gateway.AssertLogin(await page);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C30_Logout_while_a_refresh_is_out_that_nobody_waits_for_leaves_the_session_dead()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        gateway.Pass(4);
        var gate = gateway.Nats.Switches.Token.HoldAnswer();

        var token = (await gateway.SeeAsync(browser)).Token();
        await gate.ArrivedAsync();
        var before = gateway.Clock.Timers(TimeSpan.FromSeconds(10));
        var link = browser.RefreshLinkAsync(token);   // only to know when the refresh has landed
        await gateway.WaitingAsync(TimeSpan.FromSeconds(10), 1, before);
        await browser.GetAsync($"{GatewayHost.Vanity}?logout=/");
        gate.Open();

        Assert.Equal("/members/back.php?error_code=refresh_failed", (await link).Header("Location"));
        await VanityStage.AssertDeadAsync(gateway, cookie);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C30_Logout_while_userinfo_is_out_leaves_the_session_dead()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        gateway.Pass(10);
        var gate = gateway.Nats.Switches.UserInfo.HoldAnswer();

        var page = browser.GetAsync(Page);
        await gate.ArrivedAsync();
        await browser.GetAsync($"{GatewayHost.Vanity}?logout=/");
        gate.Open();

        gateway.AssertLogin(await page);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C30_Request_that_gave_up_waiting_does_not_serve_a_session_that_was_logged_out_meanwhile()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Pass(5);
        var gate = gateway.Nats.Switches.Token.Hold();

        var before = gateway.Clock.Timers(LongestWait);
        var page = browser.GetAsync(Page);
        await gateway.WaitingAsync(LongestWait, 1, before);
        await browser.GetAsync($"{GatewayHost.Vanity}?logout=/");
        gateway.Clock.Advance(LongestWait);

        gateway.AssertLogin(await page);
        Assert.Empty(gateway.Area.Requests);
        gate.Open();
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C36_Maximum_duration_ends_an_active_session_and_nothing_moves_it()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Session"] = new JsonObject { ["InactivityTimeout"] = "30m", ["MaxDuration"] = "1h" };
            site["Tokens"] = new JsonObject { ["RefreshBeforeExpiry"] = "0" };   // a refresh that is waited for: no time passes while one is out
        });
        var browser = await gateway.SignedInAndForgottenAsync();

        for (var minute = 0; minute < 59; minute++)
        {
            await gateway.SeeAsync(browser);
            gateway.Pass(1);
        }

        gateway.Pass(0, 59);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(999));
        await gateway.SeeAsync(browser);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        gateway.AssertLogin(await browser.GetAsync(Page));
        AssertScriptLogin(await browser.ScriptAsync(Page));
        Assert.True(gateway.Refreshes() > 5);
        Assert.True(gateway.UserInfos() > 3);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task C37_Idle_session_lives_for_the_timeout_and_one_step(int milliseconds, bool lives)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "30m" });
        var browser = await gateway.SignedInAndForgottenAsync();

        gateway.Clock.Advance(TimeSpan.FromMinutes(31) + TimeSpan.FromMilliseconds(milliseconds));
        var page = await browser.GetAsync(Page);

        if (lives) Assert.Equal(200, page.Status);
        else gateway.AssertLogin(page);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C37_Session_never_ends_before_its_inactivity_timeout()
    {
        // Nothing is asked behind a request's back here: the token lives long, and the metadata is not an hour old.
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "5m", ["MaxDuration"] = "24h" },
            nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(20) });
        var browser = await gateway.SignedInAndForgottenAsync();

        // Clicks that a touch may be saved for, each followed by the whole timeout.
        for (var second = 1; second < 40; second += 4)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(second));
            await gateway.SeeAsync(browser);
            gateway.Clock.Advance(TimeSpan.FromMinutes(5));
            await gateway.SeeAsync(browser);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C38_Three_hundred_range_requests_in_a_minute_touch_once_a_step_and_never_write_the_body()
    {
        RecordingStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "5m" },
            services: services => services.AddSingleton<ISessionStore>(provider => store = new RecordingStore(provider.GetRequiredService<TimeProvider>())));
        var browser = await gateway.SignedInAndForgottenAsync();

        for (var i = 0; i < 300; i++)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(200));
            Assert.Equal(200, (await browser.GetAsync("/members/film.mp4", ("Range", $"bytes={i}-{i + 1}"))).Status);
        }

        // A tenth of five minutes is half a minute.
        Assert.InRange(store!.Touches.Count, 1, 2);
        Assert.Equal(0, store.Replaces);
        gateway.AssertQuiet();
    }
}
