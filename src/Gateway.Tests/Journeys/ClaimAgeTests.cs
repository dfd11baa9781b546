using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Which claims count on a living session, and what happens when we have no way to ask for new ones.</summary>
public sealed class ClaimAgeTests
{
    [Fact]
    public async Task D19_Without_a_refresh_token_claim_rules_lead_to_a_login_once_the_claims_are_old()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        gateway.Nats.Switches.IssueRefreshTokens = false;
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Pass(6);

        await gateway.SeeAsync(browser, Full);
        Assert.Equal("/members/back.php?error_code=refresh_failed", (await browser.RefreshLinkAsync(gateway.Area.Last(Full).Token())).Header("Location"));
        gateway.Pass(4);
        gateway.AssertLogin(await browser.GetAsync(Full));
        AssertScriptLogin(await browser.ScriptAsync(Full));
        Assert.False((await gateway.SeeAsync(browser)).IsDegraded());

        Assert.Empty(gateway.Nats.Ledger.Of(NatsEndpoint.Token));
        Assert.Equal(0, gateway.UserInfos());
        var page = await browser.OpenAsync(Full);
        Assert.Equal(200, page.Status);
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D19_The_login_is_a_503_only_while_the_OP_is_unavailable()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        gateway.Nats.Switches.IssueRefreshTokens = false;
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Pass(11);
        var callbacks = new List<(Browser Browser, string Callback)>();
        for (var i = 0; i < 5; i++)
        {
            var other = gateway.NewBrowser();
            callbacks.Add((other, await other.ReachCallbackAsync("bob")));
        }

        gateway.Nats.Switches.Down = true;
        foreach (var (other, callback) in callbacks) Assert.True((await other.GetAsync(callback)).Status >= 500);
        var page = await browser.GetAsync(Full);

        Assert.Equal(503, page.Status);
        Assert.Empty(page.SetCookies);
        Assert.Equal(503, (await browser.ScriptAsync(Full)).Status);
        await gateway.SeeAsync(browser);
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        gateway.AssertLogin(await browser.GetAsync(Full));
    }

    [Fact]
    public async Task D19_Token_that_userinfo_refuses_and_nothing_can_replace_is_asked_with_once()
    {
        await using var gateway = await ClaimsOnlyAsync();
        gateway.Nats.Switches.IssueRefreshTokens = false;
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Grants.ForgetAccessTokens();
        gateway.Pass(10);

        for (var i = 0; i < 3; i++) gateway.AssertLogin(await browser.GetAsync(Full));
        await gateway.SeeAsync(browser);

        Assert.Equal(1, gateway.UserInfos());
        Assert.Equal(0, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A98_Source_obtained_later_counts_and_rule_and_header_see_the_same_value()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "7m")));
        gateway.Nats.Switches.IdTokenClaims = claims => claims["trial"] = "0";
        var browser = gateway.NewBrowser();
        await browser.SignInAsync("bob");

        // At login a tie: the id token. The minutes are those of the last refresh and the last question.
        await AssertTrialAsync(gateway, browser, "0");
        gateway.Pass(5);
        await AssertTrialAsync(gateway, browser, "0");
        gateway.Pass(2);
        await AssertTrialAsync(gateway, browser, "1");
        gateway.Nats.Members["bob"].Claims["trial"] = "0";
        gateway.Nats.Switches.IdTokenClaims = claims => claims["trial"] = "1";
        gateway.Pass(3);
        var refreshed = await gateway.SeeAsync(browser);
        Assert.Equal("1", refreshed["OIDC_CLAIM_trial"]);
        gateway.Pass(4);
        await AssertTrialAsync(gateway, browser, "0");
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A98_At_login_the_id_token_wins_until_a_denial_has_userinfo_asked_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.IdTokenClaims = claims => claims["trial"] = "1";   // userinfo says 0
        var browser = await gateway.SignedInAndForgottenAsync();

        var atLogin = await gateway.SeeAsync(browser);
        var afterRecheck = await gateway.SeeAsync(browser, Full);
        var later = await gateway.SeeAsync(browser);

        Assert.Equal(["1", "0", "0"], new[] { atLogin, afterRecheck, later }.Select(seen => seen["OIDC_CLAIM_trial"]));
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A122_Userinfo_cannot_speak_of_protocol_claims_on_a_living_session(bool jwt)
    {
        string[] names = ["iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "sid", "acr", "amr"];
        await using var gateway = await GatewayHost.StartAsync(
            site => { Tokens()(site); if (!jwt) site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg"); },
            nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(20), Clients = [options.Clients[0] with { SignedUserInfo = jwt }] });
        var browser = await gateway.SignedInAndForgottenAsync();
        var before = await gateway.SeeAsync(browser);
        gateway.Nats.Switches.UserInfoClaims = claims =>
        {
            foreach (var name in (string[])["azp", "sid", "acr", "amr"]) claims[name] = name == "azp" ? GatewayHost.ClientId : "forged";
            foreach (var name in (string[])["exp", "iat", "nbf", "auth_time"]) claims[name] = gateway.Clock.GetUtcNow().ToUnixTimeSeconds() + (name == "exp" ? 60 : 0);
            if (!jwt) (claims["iss"], claims["aud"], claims["nonce"], claims["at_hash"]) = ("https://op.example", "4,5,6", "forged", "forged");
            claims["status"] = "new";
        };
        gateway.Pass(10);

        var after = await gateway.SeeAsync(browser);

        Assert.Equal("new", after["OIDC_CLAIM_status"]);
        foreach (var name in names) Assert.Equal(before["OIDC_CLAIM_" + name], after["OIDC_CLAIM_" + name]);
        Assert.Equal(before["OIDC_CLAIM_nonce"], after["OIDC_CLAIM_nonce"]);
        Assert.Equal(before["OIDC_CLAIM_at_hash"], after["OIDC_CLAIM_at_hash"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task User_is_fixed_at_login()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["username"] = "bob";
        gateway.Pass(10);

        var seen = await gateway.SeeAsync(browser);

        Assert.Equal("bob", seen["OIDC_CLAIM_username"]);
        Assert.Equal("alice", seen["REMOTE_USER"]);
        Assert.Equal("alice", seen["Remote-User"]);
        gateway.AssertQuiet();
    }

    private static async Task AssertTrialAsync(GatewayHost gateway, Browser browser, string value)
    {
        Assert.Equal(value, (await gateway.SeeAsync(browser))["OIDC_CLAIM_trial"]);
        Assert.Equal(value == "0" ? 200 : 401, (await browser.GetAsync(Full)).Status);
    }
}
