using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>The id token that comes with a refresh speaks of the same login, or the session ends.</summary>
public sealed class RefreshIdTokenTests
{
    [Theory]
    [InlineData("other sub")]
    [InlineData("other iss")]
    [InlineData("other aud")]
    [InlineData("other nonce")]
    [InlineData("bad signature")]
    [InlineData("alg none")]
    [InlineData("other at_hash")]
    public async Task D15_Strange_id_token_ends_the_session_and_the_new_tokens_are_revoked(string fault)
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "5m")));
        var browser = await gateway.SignedInAndForgottenAsync();
        var gate = gateway.Nats.Switches.Revocation.Hold();
        Forge(gateway.Nats.Switches, fault);
        gateway.Pass(5);

        var answer = await browser.GetAsync(Page);

        gateway.AssertLogin(answer, fault);
        await gate.ArrivedAsync();
        gate.Open();
        await gateway.ArrivedAsync(NatsEndpoint.Revocation, 2);
        var issued = JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!;
        Assert.Equal(
            [issued["refresh_token"]!.GetValue<string>(), issued["access_token"]!.GetValue<string>()],
            gateway.Nats.Ledger.Of(NatsEndpoint.Revocation).Select(call => call.Form["token"]!));
        Assert.Equal(0, gateway.UserInfos());
        Assert.Empty(gateway.Area.Requests);
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("the session ends", line.Text, StringComparison.Ordinal);
        gateway.AssertNoSecrets(issued["access_token"]!.GetValue<string>(), issued["id_token"]!.GetValue<string>(), browser.SessionCookie);
    }

    [Fact]
    public async Task D16_Without_an_id_token_the_old_one_stays_for_the_logout_and_the_protocol_claims()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAsync("alice");
        var idToken = JsonNode.Parse(gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0].Body!)!["id_token"]!.GetValue<string>();
        var first = await gateway.SeeAsync(browser);
        VanityStage.Forget(gateway);
        gateway.Nats.Switches.IdTokenAtRefresh = false;
        gateway.Nats.Switches.TokenResponse = answer => answer["scope"] = "email";
        gateway.Pass(5);

        var second = await gateway.SeeAsync(browser);
        var logout = await browser.GetAsync($"{GatewayHost.Vanity}?logout=/");

        Assert.NotEqual(first.Token(), second.Token());
        Assert.Equal(first["OIDC_CLAIM_iat"], second["OIDC_CLAIM_iat"]);
        Assert.Equal(first["OIDC_CLAIM_nonce"], second["OIDC_CLAIM_nonce"]);
        Assert.Equal(1, gateway.Refreshes());
        Assert.Contains("id_token_hint=" + idToken, logout.Header("Location"), StringComparison.Ordinal);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D16_Without_a_lifetime_the_new_token_is_not_refreshed_by_time()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer.Remove("expires_in");
        gateway.Pass(5);

        var seen = await gateway.SeeAsync(browser);
        Assert.Null(seen.Expires());
        gateway.Pass(600);
        var later = await gateway.SeeAsync(browser);

        Assert.Equal(seen.Token(), later.Token());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task New_id_token_gives_the_protocol_claims_and_the_user_stays_as_at_login()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var first = await gateway.SeeAsync(browser);
        gateway.Nats.Switches.IdTokenClaims = claims => (claims["username"], claims["acr"]) = ("mallory", "gold");
        gateway.Pass(5);

        var second = await gateway.SeeAsync(browser);

        Assert.NotEqual(first["OIDC_CLAIM_iat"], second["OIDC_CLAIM_iat"]);
        Assert.Equal("gold", second["OIDC_CLAIM_acr"]);
        Assert.Equal("mallory", second["OIDC_CLAIM_username"]);
        Assert.Equal("alice", second["REMOTE_USER"]);
        gateway.AssertQuiet();
    }

    private static void Forge(Switches switches, string fault)
    {
        switch (fault)
        {
            case "other sub": switches.IdTokenClaims = claims => claims["sub"] = "member-1002"; break;
            case "other iss": switches.IdTokenClaims = claims => claims["iss"] = "https://op.example"; break;
            case "other aud": switches.IdTokenClaims = claims => claims["aud"] = "4,5,6"; break;
            case "other at_hash": switches.IdTokenClaims = claims => claims["at_hash"] = Base64UrlEncoder.Encode(new byte[16]); break;
            case "other nonce": switches.IdTokenClaims = claims => claims["nonce"] = "another"; break;
            case "bad signature": switches.TokenResponse = answer => answer["id_token"] = OtherSignature(answer["id_token"]!.GetValue<string>()); break;
            default: switches.TokenResponse = answer => answer["id_token"] = Unsigned(answer["id_token"]!.GetValue<string>()); break;
        }
    }

    private static string OtherSignature(string token)
    {
        var parts = token.Split('.');
        var signature = Base64UrlEncoder.DecodeBytes(parts[2]);
        signature[7] ^= 1;
        return $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode(Encoding.ASCII.GetBytes("""{"alg":"none","typ":"JWT"}"""))}.{token.Split('.')[1]}.";
}
