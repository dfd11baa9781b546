using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>A refusal ends a session or its refreshes, an outage ends nothing: the OP's answer decides, and nothing but its parsed error.</summary>
public sealed class RefreshOutcomeTests
{
    public static TheoryData<string, int> Refusals
    {
        get
        {
            var data = new TheoryData<string, int> { { "invalid_grant", 401 }, { "access_denied", 403 } };
            foreach (var error in (string[])["invalid_grant", "access_denied", "login_required", "interaction_required", "consent_required"]) data.Add(error, 400);
            return data;
        }
    }

    /// <summary>Name, whether it is the owner's fault, so that only the owner can mend it, and what <c>OnRefreshRefused</c> says, which must not matter.</summary>
    public static TheoryData<string, bool, string> Outages
    {
        get
        {
            var data = new TheoryData<string, bool, string>();
            foreach (var (fault, isOwners) in Faults)
                foreach (var policy in (string[])["Logout", "Keep"]) data.Add(fault, isOwners, policy);
            return data;
        }
    }

    private static readonly (string Fault, bool IsOwners)[] Faults =
    [
        ("401 invalid_client", true), ("400 unauthorized_client", true), ("400 without body", true), ("400 error of another type", true),
        ("400 HTML with invalid_grant", true), ("401", true), ("403", true), ("429", false), ("429 Retry-After", false), ("500", false),
        ("500 invalid_grant", false), ("502 HTML", false), ("503", false), ("302", false), ("200 rubbish", false), ("200 half JSON", false),
        ("200 without access_token", false), ("200 invalid_grant", false), ("dropped", false),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task D09_Refused_refresh_ends_the_session_with_a_login_for_pages_and_401_for_scripts(string error, int status)
    {
        await using var gateway = await TokensOnlyAsync();
        var (page, script) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("alice"));
        var cookie = page.SessionCookie;
        VanityStage.Forget(gateway);
        gateway.Nats.Switches.Token.Refuse(error, status);
        gateway.Pass(5);

        var pageAnswer = await page.GetAsync(Page);
        var scriptAnswer = await script.ScriptAsync(Page);

        gateway.AssertLogin(pageAnswer, error);
        AssertScriptLogin(scriptAnswer, error);
        Assert.Equal(cookie, page.SessionCookie);
        Assert.Empty(gateway.Area.Requests);
        gateway.Nats.Switches.Token.Heal();
        gateway.AssertLogin(await page.GetAsync(Page), error);
        Assert.Equal(2, gateway.Refreshes());
        Assert.Contains(gateway.Log.All, line => line.Text.Contains($"The OP refused a refresh ({error})", StringComparison.Ordinal));
        gateway.AssertNoSecrets(cookie);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D09_Refused_while_the_token_lives_the_page_under_way_is_shown_and_the_next_one_leads_to_a_login()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Pass(4);
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";

        var token = (await gateway.SeeAsync(browser)).Token();
        await gateway.RefreshedAsync();

        gateway.AssertLogin(await browser.GetAsync(Page));
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refused_refresh_of_a_kept_session_is_never_posted_again(string error, int status)
    {
        await using var gateway = await TokensOnlyAsync(("OnRefreshRefused", "Keep"));
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.Token.Refuse(error, status);
        gateway.Pass(5);

        for (var i = 0; i < 5; i++)
        {
            Assert.False((await gateway.SeeAsync(browser, Full)).IsDegraded());
            gateway.Pass(7);
        }

        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D09_Kept_session_goes_on_without_that_refresh_token_as_long_as_its_claims_are_young()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens(("OnRefreshRefused", "Keep")));
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        gateway.Pass(5);

        for (var minute = 5; minute < 10; minute++)
        {
            Assert.False((await gateway.SeeAsync(browser)).IsDegraded());
            await gateway.SeeAsync(browser, Full);
            Assert.Equal("/members/back.php?error_code=refresh_failed", (await browser.RefreshLinkAsync(gateway.Area.Last(Page).Token())).Header("Location"));
            gateway.Pass(1);
        }

        gateway.AssertLogin(await browser.GetAsync(Full));
        AssertScriptLogin(await browser.ScriptAsync(Full));
        await gateway.SeeAsync(browser);
        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(0, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task D08_D10_Outage_keeps_the_member_within_the_grace_and_heals_by_itself(string fault, bool isOwners, string policy)
    {
        await using var gateway = await TokensOnlyAsync(("OnRefreshRefused", policy));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        var cookie = browser.SessionCookie;
        Break(gateway.Nats.Switches.Token, fault);

        // In the window: the old token serves, one call, and no more of them within ten seconds.
        gateway.Pass(4);
        Assert.False((await gateway.SeeAsync(browser)).IsDegraded());
        await gateway.RefreshedAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        for (var i = 0; i < 3; i++) await gateway.SeeAsync(browser, Full);
        Assert.Equal(1, gateway.Refreshes());

        // The token has ended: marked, and everything is still open.
        gateway.Pass(0, 51);
        for (var i = 0; i < 3; i++)
        {
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.True(seen.IsDegraded(), fault);
            Assert.Equal(old, seen.Token());
        }

        Assert.Equal(2, gateway.Refreshes());

        // Clicking all along does not prolong the grace, and the owner's fault is told as such.
        for (var minute = 6; minute < 20; minute++)
        {
            gateway.Pass(1);
            await gateway.SeeAsync(browser, Full);
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(20) - (gateway.Clock.GetUtcNow() - Start));
        await gateway.SeeAsync(browser, Full);
        Assert.All(gateway.Log.Warnings, line => Assert.Equal(isOwners ? LogLevel.Error : LogLevel.Warning, line.Level));
        Assert.Equal(gateway.Refreshes(), gateway.Log.Warnings.Count);
        gateway.Pass(0, 1);
        await AssertUnconfirmedAsync(gateway, browser);

        gateway.Nats.Switches.Token.Heal();
        gateway.Clock.Advance(Pause);
        var healed = await gateway.SeeAsync(browser, Full);
        Assert.False(healed.IsDegraded());
        Assert.NotEqual(old, healed.Token());
        Assert.Equal(cookie, browser.SessionCookie);
        gateway.AssertNoSecrets(old, healed.Token(), cookie);
    }

    [Fact]
    public async Task D08_Answer_that_never_comes_is_given_up_after_a_minute_and_asked_for_again_later()
    {
        await using var gateway = await TokensOnlyAsync(("RefreshBeforeExpiry", "150s"));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Nats.Switches.Token.NeverAnswer();
        gateway.Pass(2, 30);

        await gateway.SeeAsync(browser);
        await gateway.WaitingAsync(TimeSpan.FromSeconds(60), 1, 0);
        await gateway.ArrivedAsync(NatsEndpoint.Token, 1);
        for (var i = 0; i < 59; i++)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            await gateway.SeeAsync(browser);
        }

        Assert.Equal(1, gateway.Refreshes());
        Assert.Empty(gateway.Log.Warnings);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await gateway.LandedAsync();
        Assert.Contains("op_timeout", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        gateway.Nats.Switches.Token.Heal();
        gateway.Clock.Advance(Pause);
        await gateway.SeeAsync(browser);
        await gateway.RefreshedAsync(2);

        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        Assert.Equal(2, gateway.Refreshes());
    }

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // Rules stricter than valid-user must not trust old claims for ever; a member may go on.
    private static async Task AssertUnconfirmedAsync(GatewayHost gateway, Browser browser)
    {
        gateway.Log.Clear();
        var page = await browser.GetAsync(Full);
        VanityStage.AssertRefused(gateway, page, 503, "claims_unconfirmed");
        Assert.NotNull(page.Header("Retry-After"));
        var script = await browser.ScriptAsync(Full);
        Assert.Equal(503, script.Status);
        Assert.Equal("claims_unconfirmed", script.Json.GetProperty("error").GetString());
        Assert.True((await gateway.SeeAsync(browser)).IsDegraded());
    }

    private static void Break(EndpointSwitch token, string fault)
    {
        switch (fault)
        {
            case "401 invalid_client": token.Refuse("invalid_client", 401); break;
            case "400 unauthorized_client": token.Refuse("unauthorized_client"); break;
            case "400 without body": token.Fail(400); break;
            case "400 error of another type": token.Fail(400, """{"error":{"code":1,"text":"invalid_grant"}}""", "application/json"); break;
            case "400 HTML with invalid_grant": token.Fail(400, "<html><p>error: invalid_grant</p></html>", "text/html"); break;
            case "429 Retry-After": token.FailFor("10"); break;
            case "500 invalid_grant": token.Refuse("invalid_grant", 500); break;
            case "502 HTML": token.Fail(502, "<html>Bad Gateway</html>", "text/html"); break;
            case "302": token.Redirect("http://127.0.0.1:1/"); break;
            case "200 rubbish": token.Fail(200, "rubbish"); break;
            case "200 half JSON": token.Fail(200, """{"access_token":"abc","expi""", "application/json"); break;
            case "200 without access_token": token.Fail(200, """{"token_type":"Bearer","expires_in":300}""", "application/json"); break;
            case "200 invalid_grant": token.Refuse("invalid_grant", 200); break;
            case "dropped": token.Drop(); break;
            default: token.Fail(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)); break;
        }
    }
}
