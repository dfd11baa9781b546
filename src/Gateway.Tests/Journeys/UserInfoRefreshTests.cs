using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Claims stay as young as the owner wants them: one question for all requests of a session, and the last good answer in an outage.</summary>
public sealed class UserInfoRefreshTests
{
    private const string Stolen = """{"sub":"member-1001","username":"alice","trial":"1"}""";

    [Fact]
    public async Task D20_Ten_requests_after_the_interval_cost_one_question_and_nine_use_the_old_claims()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(9, 59);
        await gateway.SeeAsync(browser);
        Assert.Equal(0, gateway.UserInfos());
        gateway.Pass(0, 1);
        var gate = gateway.Nats.Switches.UserInfo.Hold();

        var leader = gateway.SeeAsync(browser, "/members/full/leader.php");
        await gate.ArrivedAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => gateway.SeeAsync(browser, $"/members/full/{i}.php")));
        Assert.All(others, seen => Assert.Equal("1", seen["OIDC_CLAIM_status"]));
        Assert.All(others, seen => Assert.False(seen.IsDegraded()));
        gate.Open();

        Assert.Equal("new", (await leader)["OIDC_CLAIM_status"]);
        Assert.Equal("new", (await gateway.SeeAsync(browser))["OIDC_CLAIM_status"]);
        Assert.Equal(1, gateway.UserInfos());
        Assert.Equal(0, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D21_Request_that_asked_is_decided_by_the_new_claims()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["trial"] = "1";
        gateway.Pass(10);

        var page = await browser.GetAsync(Full);

        Assert.Equal(401, page.Status);
        Assert.Equal("upstream:/members/unauth.php", page.Text);
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Claim_that_userinfo_withdraws_by_leaving_it_out_is_not_taken_from_the_older_id_token_and_what_only_that_says_stays()
    {
        await using var gateway = await ClaimsOnlyAsync();
        gateway.Nats.Switches.IdTokenClaims = claims => (claims["trial"], claims["level"]) = ("0", "gold");
        gateway.Nats.Members["alice"].Claims["trial"] = "0";
        var browser = await gateway.SignedInAndForgottenAsync();
        await gateway.SeeAsync(browser, Full);
        gateway.Nats.Members["alice"].Claims.Remove("trial");
        gateway.Pass(10);

        var page = await browser.GetAsync(Full);
        var seen = await gateway.SeeAsync(browser);

        Assert.Equal(401, page.Status);
        Assert.Empty(seen.Folded("OIDC_CLAIM_TRIAL"));
        Assert.Equal("gold", seen["OIDC_CLAIM_level"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D24_Claim_that_userinfo_drops_is_gone()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims.Remove("trial");
        gateway.Pass(10);

        Assert.Equal(401, (await browser.GetAsync(Full)).Status);
        Assert.False((await gateway.SeeAsync(browser)).Has("OIDC_CLAIM_trial"));
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("bad signature")]
    [InlineData("unsigned")]
    [InlineData("without sub")]
    [InlineData("500")]
    [InlineData("403")]
    [InlineData("dropped")]
    [InlineData("other iss")]
    public async Task D22_Bad_answer_keeps_the_old_claims_and_says_so_once(string fault)
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        Break(gateway.Nats.Switches, fault);
        gateway.Pass(10);

        for (var i = 0; i < 3; i++)
        {
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.Equal("0", seen["OIDC_CLAIM_trial"]);
            Assert.True(seen.IsDegraded(), fault);
        }

        Assert.Equal(fault == "dropped" ? 2 : 1, gateway.UserInfos());   // a GET whose connection broke is tried once more
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.Contains("the last good ones stay", line.Text, StringComparison.Ordinal);
        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(Pause);
        Assert.False((await gateway.SeeAsync(browser, Full)).IsDegraded());
        gateway.AssertNoSecrets(browser.SessionCookie, gateway.Area.Last(Full).Token());
    }

    [Fact]
    public async Task D22_Answer_about_another_member_ends_the_session()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfoClaims = claims => claims["sub"] = "member-1002";
        gateway.Pass(10);

        gateway.AssertLogin(await browser.GetAsync(Page));

        gateway.Nats.Switches.Reset();
        gateway.AssertLogin(await browser.GetAsync(Page));
        Assert.Empty(gateway.Area.Requests);
        Assert.Equal(LogLevel.Warning, Assert.Single(gateway.Log.Warnings).Level);
    }

    [Fact]
    public async Task D22_Refused_token_costs_one_refresh_and_one_more_question()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Nats.Grants.ForgetAccessTokens();
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(10);

        var seen = await gateway.SeeAsync(browser, Full);

        Assert.Equal("new", seen["OIDC_CLAIM_status"]);
        Assert.NotEqual(old, seen.Token());
        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(2, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D22_401_for_no_reason_is_an_outage_after_one_more_question()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfo.Fail(401);
        gateway.Pass(10);

        for (var i = 0; i < 3; i++) Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());

        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(2, gateway.UserInfos());
        Assert.Single(gateway.Log.Warnings);
    }

    [Fact]
    public async Task D22_401_while_tokens_cannot_be_refreshed_posts_once_per_pause()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfo.Fail(401);
        gateway.Nats.Switches.Token.Fail(500);
        gateway.Pass(10);

        for (var i = 0; i < 3; i++) Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());
        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(1, gateway.UserInfos());
        gateway.Clock.Advance(Pause);
        for (var i = 0; i < 3; i++) Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());

        Assert.Equal(2, gateway.Refreshes());
        Assert.Equal(2, gateway.UserInfos());
    }

    [Fact]
    public async Task Token_and_claims_both_due_in_an_outage_cost_one_call()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.Token.Fail(500);
        gateway.Pass(11);

        for (var i = 0; i < 3; i++) Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());

        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(0, gateway.UserInfos());
        gateway.Nats.Switches.Token.Heal();
        gateway.Clock.Advance(Pause);
        Assert.False((await gateway.SeeAsync(browser, Full)).IsDegraded());
        Assert.Equal(2, gateway.Refreshes());
        Assert.Equal(1, gateway.UserInfos());
    }

    [Theory]
    [InlineData("Logout")]
    [InlineData("Keep")]
    public async Task D22_New_token_that_is_called_invalid_is_a_refusal(string policy)
    {
        await using var gateway = await ClaimsOnlyAsync(("OnRefreshRefused", policy));
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Grants.ForgetAccessTokens();
        gateway.Nats.Switches.IdTokenAtRefresh = false;   // its at_hash would be of another token
        gateway.Nats.Switches.TokenResponse = answer => answer["access_token"] = "unknown-to-userinfo";
        gateway.Pass(10);

        for (var i = 0; i < 3; i++) gateway.AssertLogin(await browser.GetAsync(Full), policy);
        AssertScriptLogin(await browser.ScriptAsync(Full), policy);

        if (policy == "Keep") await gateway.SeeAsync(browser);
        else gateway.AssertLogin(await browser.GetAsync(Page), policy);
        Assert.Equal(1, gateway.Refreshes());
        Assert.Equal(2, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("bad signature")]
    [InlineData("500")]
    [InlineData("dropped")]
    public async Task D23_After_the_grace_claim_rules_answer_503_until_userinfo_is_back(string fault)
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie;
        Break(gateway.Nats.Switches, fault);
        gateway.Pass(10);

        for (var minute = 0; minute < 15; minute++)
        {
            Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());
            gateway.Pass(1);
        }

        await gateway.SeeAsync(browser, Full);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        gateway.Log.Clear();
        var page = await browser.GetAsync(Full);
        VanityStage.AssertRefused(gateway, page, 503, "claims_unconfirmed", fault);
        Assert.Equal("30", page.Header("Retry-After"));
        Assert.Equal(503, (await browser.ScriptAsync(Full)).Status);
        Assert.True((await gateway.SeeAsync(browser)).IsDegraded());

        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(Pause);
        Assert.False((await gateway.SeeAsync(browser, Full)).IsDegraded());
        Assert.Equal(cookie, browser.SessionCookie);
    }

    [Fact]
    public async Task D23_Grace_counts_from_the_end_of_the_interval_though_nobody_clicked_since()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var (idle, late) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("alice"));
        gateway.Nats.Switches.UserInfo.Fail(500);

        gateway.Pass(25);
        Assert.True((await gateway.SeeAsync(idle, Full)).IsDegraded());
        gateway.Pass(0, 1);

        Assert.Equal(503, (await late.GetAsync(Full)).Status);
        Assert.True((await gateway.SeeAsync(late)).IsDegraded());
    }

    private static void Break(Switches switches, string fault)
    {
        switch (fault)
        {
            case "bad signature": switches.UserInfo.Body = token => token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..]; break;
            case "unsigned": switches.UserInfo.Fail(200, Stolen, "application/json"); break;
            case "without sub": switches.UserInfoClaims = claims => { claims.Remove("sub"); claims["trial"] = "1"; }; break;
            case "other iss": switches.UserInfoClaims = claims => (claims["iss"], claims["trial"]) = ("https://op.example", "1"); break;
            case "dropped": switches.UserInfo.Drop(); break;
            default: switches.UserInfo.Fail(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)); break;
        }
    }
}
