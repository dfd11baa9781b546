using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>
/// The OP signs with a new key while its key set cannot be read: nobody can tell then what its word is worth, and nobody is signed out or
/// refused for it.
/// </summary>
public sealed class KeysUnreadableTests
{
    private const string Reason = "(op_keys_unreadable";

    [Theory]
    [InlineData("500", "op_status")]
    [InlineData("dropped", "op_unreachable")]
    [InlineData("no JSON", "op_keys_refused")]
    [InlineData("1 MiB", "op_answer_too_large")]
    public async Task Refresh_keeps_the_new_tokens_and_the_old_claims_until_the_keys_are_back(string fault, string cause)
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var browser = await gateway.SignedInAndForgottenAsync();
        var first = await gateway.SeeAsync(browser, Full);
        gateway.Nats.Switches.IdTokenClaims = gateway.Nats.Switches.UserInfoClaims = claims => (claims["acr"], claims["level"]) = ("gold", "new");
        ChangeKeys(gateway, fault);
        gateway.Pass(5);

        var during = await gateway.SeeAsync(browser, Full);
        await gateway.SeeAsync(browser, Full);

        Assert.NotEqual(first.Token(), during.Token());
        Assert.True(during.IsDegraded());
        Assert.Equal((null, null), (during["OIDC_CLAIM_acr"], during["OIDC_CLAIM_level"]));
        Assert.Equal((1, 1, 0), (gateway.Refreshes(), gateway.UserInfos(), gateway.Nats.Ledger.Count(NatsEndpoint.Revocation)));
        Assert.InRange(gateway.Nats.Ledger.Count(NatsEndpoint.Jwks), 1, 2);   // a GET that breaks off is tried once more
        AssertOutcome(gateway, "unavailable");
        Assert.Equal(2, gateway.Log.Warnings.Count);
        Assert.Contains($"could not be read ({cause})", gateway.Log.Warnings[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            $"A refreshed id token cannot be judged now {Reason}), the member goes on with the new tokens and the claims of before: site=a: " +
            $"A token is signed by a key that is not known here, and the OP's keys cannot be read ({cause}).",
            gateway.Log.Warnings[1].Text, StringComparison.Ordinal);

        gateway.Nats.Switches.Jwks.Heal();
        gateway.Clock.Advance(ProviderSource.KeyFloor);
        var back = await gateway.SeeAsync(browser, Full);
        Assert.Equal((false, "new", null), (back.IsDegraded(), back["OIDC_CLAIM_level"], back["OIDC_CLAIM_acr"]));
        gateway.Pass(4);
        var next = await gateway.SeeAsync(browser, Full);
        Assert.Equal((false, "gold"), (next.IsDegraded(), next["OIDC_CLAIM_acr"]));
        Assert.Equal(2, gateway.Log.Warnings.Count);
        gateway.AssertNoSecrets(first.Token(), during.Token(), browser.SessionCookie);
    }

    [Fact]
    public async Task Sessions_that_refresh_within_the_floor_after_a_reading_that_failed_are_kept_too()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var (alice, bob) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAndForgottenAsync("bob"));
        ChangeKeys(gateway, "500");
        gateway.Pass(5);

        Assert.True((await gateway.SeeAsync(alice)).IsDegraded());
        gateway.Clock.Advance(ProviderSource.KeyFloor - TimeSpan.FromSeconds(1));
        Assert.True((await gateway.SeeAsync(bob)).IsDegraded());

        Assert.Equal((2, 1, 0), (gateway.Refreshes(), gateway.Nats.Ledger.Count(NatsEndpoint.Jwks), gateway.Nats.Ledger.Count(NatsEndpoint.Revocation)));
        Assert.Equal(2, gateway.Log.Warnings.Count);   // the reading, and the first token: it does not fill the log
    }

    [Theory]
    [InlineData("other sub")]
    [InlineData("other nonce")]
    [InlineData("other at_hash")]
    public async Task What_such_a_token_says_itself_counts_against_it_all_the_same(string fault)
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.IdTokenClaims = claims => claims[fault["other ".Length..]] = "another";
        ChangeKeys(gateway, "500");
        gateway.Pass(5);

        gateway.AssertLogin(await browser.GetAsync(Page), fault);

        await gateway.ArrivedAsync(NatsEndpoint.Revocation, 2);
        Assert.Empty(gateway.Area.Requests);
        AssertOutcome(gateway, "id_token_refused");
    }

    [Fact]
    public async Task Keys_that_stay_away_for_longer_than_the_grace_close_claim_rules_and_no_others()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var browser = await gateway.SignedInAndForgottenAsync();
        ChangeKeys(gateway, "500");
        gateway.Pass(5);
        await gateway.SeeAsync(browser, Full);

        gateway.Pass(15);
        await gateway.SeeAsync(browser, Full);
        gateway.Pass(0, 1);
        var closed = await browser.GetAsync(Full);
        await gateway.SeeAsync(browser);
        gateway.Nats.Switches.Jwks.Heal();
        gateway.Clock.Advance(ProviderSource.KeyFloor);
        var healed = await gateway.SeeAsync(browser, Full);

        Proof.ErrorPage(gateway, closed, 503, "claims_unconfirmed");
        Assert.False(healed.IsDegraded());
    }

    [Fact]
    public async Task Plain_userinfo_gives_the_claims_that_the_id_token_could_not()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site =>
            {
                Tokens()(site);
                Some.PlainUserInfo(site);
            },
            nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = false }] });
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfoClaims = claims => claims["level"] = "new";
        ChangeKeys(gateway, "500");
        gateway.Pass(5);

        var during = await gateway.SeeAsync(browser);

        Assert.Equal((false, "new"), (during.IsDegraded(), during["OIDC_CLAIM_level"]));
        Assert.Equal((1, 1), (gateway.Refreshes(), gateway.UserInfos()));
    }

    [Fact]
    public async Task Signed_userinfo_of_a_living_session_is_an_outage()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfoClaims = claims => claims["trial"] = "1";
        ChangeKeys(gateway, "500");
        gateway.Pass(10);

        var during = await gateway.SeeAsync(browser, Full);
        gateway.Nats.Switches.Jwks.Heal();
        gateway.Clock.Advance(ProviderSource.KeyFloor);
        var after = await browser.GetAsync(Full);

        Assert.True(during.IsDegraded());
        Assert.Equal(401, after.Status);
        Assert.Equal((2, 2), (gateway.UserInfos(), gateway.Nats.Ledger.Count(NatsEndpoint.Jwks)));
        Assert.Equal(2, gateway.Log.Warnings.Count);
        Assert.Contains($"Userinfo brought no claims {Reason})", gateway.Log.Warnings[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_waits_on_a_page_that_tries_again_and_leads_to_the_page_asked_for(bool onlyUserInfo)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        var gate = gateway.Nats.Switches.UserInfo.Hold();
        if (!onlyUserInfo) ChangeKeys(gateway, "500");

        var pending = browser.GetAsync(callback);
        if (onlyUserInfo)
        {
            await gate.ArrivedAsync();
            ChangeKeys(gateway, "500");
        }

        gate.Open();
        var page = await pending;

        Proof.ErrorPage(gateway, page, 503, "op_keys_unreadable");
        Assert.Contains("Sign-in is briefly unavailable", page.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/a.php\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(("20", "20"), (page.Header("Refresh"), page.Header("Retry-After")));
        Assert.Null(browser.SessionCookie);
        Assert.Equal(2, gateway.Log.Warnings.Count);
        gateway.Nats.Switches.Jwks.Heal();
        gateway.Clock.Advance(ProviderSource.KeyFloor);
        var again = await browser.GetAsync(callback);
        Assert.EndsWith("/members/a.php", again.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("upstream:/members/a.php", (await browser.SignInAsync("alice", "/members/a.php")).Text);
    }

    private static void ChangeKeys(GatewayHost gateway, string fault)
    {
        gateway.Nats.Keys.Rotate();
        gateway.Nats.Keys.WithdrawOld();
        var jwks = gateway.Nats.Switches.Jwks;
        if (fault == "500") jwks.Fail(500);
        else if (fault == "dropped") jwks.Drop();
        else if (fault == "no JSON") jwks.Body = _ => "<html>";
        else jwks.Body = _ => new string('x', 1024 * 1024);
    }

    private static void AssertOutcome(GatewayHost gateway, string outcome) =>
        Assert.Equal((1, 1), (gateway.Counts.Of("gateway.refreshes"), gateway.Counts.Of("gateway.refreshes", ("outcome", outcome))));
}
