using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>What looks unusual and is right all the same lets the member in.</summary>
public sealed class HonestTokenTests
{
    private const string Page = "/members/full/a.php";

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    [InlineData("Bearer")]
    public async Task A52_A_bearer_token_by_any_letter_case_is_one(string type)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer["token_type"] = type;

        await AssertSignedInAsync(gateway);
    }

    // Only a login shows it: check --online gets no token, so what it would report stands in the log, once.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A53_A_token_without_a_type_is_taken_and_the_owner_told_once_by_a_login_which_check_online_cannot_see(bool missing)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.TokenResponse = answer =>
        {
            if (missing) answer.Remove("token_type");
            else answer["token_type"] = null;
        };

        var findings = (await OnlineCheck.AskAsync(gateway.Configuration, TestContext.Current.CancellationToken)).SelectMany(report => report.Findings);
        Assert.DoesNotContain(findings, finding => finding.Text.Contains("token_type", StringComparison.Ordinal));
        for (var login = 0; login < 2; login++) Assert.Equal("upstream:" + Page, (await gateway.NewBrowser().SignInAsync("alice", Page)).Text);

        Assert.Equal(
            $"The token response of {gateway.Nats.Issuer}{NatsEndpoint.TokenPath} does not say what kind of token it brings (no token_type); it is taken as Bearer. Ask the OP to say so: other software may not take it.",
            Assert.Single(gateway.Log.Warnings).Text);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("")]
    public async Task A55_Good_json_counts_under_any_content_type(string type)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Token.ContentType = type;

        await AssertSignedInAsync(gateway);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    public async Task A63_The_configured_algorithm_is_taken(string algorithm)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["IdTokenSignedResponseAlg"] = algorithm);
        var key = algorithm switch { "ES256" => ForgersKey.P256, "ES384" => ForgersKey.P384, _ => ForgersKey.Rsa };
        ForgersKey.Publish(gateway.Nats, key.ToJwk("other"));
        Forge.IdToken(gateway.Nats, (_, claims) =>
        {
            claims.Remove("at_hash");
            return Forge.Compact($$"""{"alg":"{{algorithm}}","kid":"other"}""", Forge.Text(claims), text => key.Sign(algorithm, text));
        });

        await AssertSignedInAsync(gateway);
    }

    [Fact]
    public async Task A68_A_token_without_kid_is_verified_by_the_one_key()
    {
        await using var gateway = await GatewayHost.StartAsync();
        Forge.Header(header => header.Remove("kid"))(gateway.Nats);

        await AssertSignedInAsync(gateway);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task A69_Without_kid_each_fitting_key_is_tried_up_to_eight(int othersBefore, bool accepted)
    {
        await using var gateway = await GatewayHost.StartAsync();
        ForgersKey.Publish(gateway.Nats, [.. Enumerable.Range(0, othersBefore).Select(i => ForgersKey.Rsa.ToJwk("other-" + i)), ForgersKey.P256.ToJwk("elliptic")]);
        Forge.Header(header => header.Remove("kid"))(gateway.Nats);

        if (accepted) await AssertSignedInAsync(gateway);
        else await RefusedLogin.AssertAsync(gateway, "id_token_signature", keyReads: 1);
    }

    [Theory]
    [InlineData("\"1,2,3\"", null)]
    [InlineData("[\"1,2,3\"]", null)]
    [InlineData("[\"1,2,3\",\"x\"]", "\"1,2,3\"")]
    [InlineData("[\"x\",\"1,2,3\"]", "\"1,2,3\"")]
    public async Task A77_A78_Our_client_id_counts_as_the_one_text_that_it_is(string audience, string? authorized)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Forge.Claims(claims =>
        {
            claims["aud"] = JsonNode.Parse(audience);
            if (authorized is not null) claims["azp"] = JsonNode.Parse(authorized);
        })(gateway.Nats);

        await AssertSignedInAsync(gateway);
    }

    [Fact]
    public async Task A80_An_end_beyond_all_time_does_not_lengthen_the_session()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "2h", ["MaxDuration"] = "1h" });
        Forge.Claims(claims => claims["exp"] = 1e300)(gateway.Nats);
        var browser = await AssertSignedInAsync(gateway);

        gateway.Clock.Advance(TimeSpan.FromMinutes(59));
        var before = await browser.GetAsync("/members/");
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        var after = await browser.GetAsync("/members/");

        Assert.Equal(200, before.Status);
        Proof.Login(gateway, after);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A85_The_right_hash_of_the_access_token_counts_and_none_does_no_harm(bool present)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Forge.Claims(claims =>
        {
            Assert.True(claims.ContainsKey("at_hash"));
            if (!present) claims.Remove("at_hash");
        })(gateway.Nats);

        await AssertSignedInAsync(gateway);
    }

    [Fact]
    public async Task A89_A_token_of_32_KiB_and_claims_32_deep_are_taken()
    {
        await using var gateway = await GatewayHost.StartAsync();
        Forge.IdToken(gateway.Nats, (_, claims) =>
            FormLies.OfLength(gateway.Nats, $$"""{"deep":{{new string('[', 31)}}{{new string(']', 31)}},{{Forge.Text(claims)[1..]}}""", 32 * 1024));

        Assert.Equal("upstream:" + Page, (await gateway.NewBrowser().SignInAsync("alice", Page)).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("JWT")]
    public async Task A93_The_type_may_be_JWT_or_missing(string? type)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Forge.Header(header =>
        {
            header.Remove("typ");
            if (type is not null) header["typ"] = type;
        })(gateway.Nats);

        await AssertSignedInAsync(gateway);
    }

    private static async Task<Browser> AssertSignedInAsync(GatewayHost gateway)
    {
        var browser = gateway.NewBrowser();

        var page = await browser.SignInAsync("alice", Page);

        Assert.Equal("upstream:" + Page, page.Text);
        Assert.Equal("alice", gateway.Area.Last(Page)["REMOTE_USER"]);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        gateway.AssertQuiet();
        return browser;
    }
}
