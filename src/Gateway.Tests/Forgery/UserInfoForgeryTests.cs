using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Forgery;

/// <summary>Userinfo that is not the OP's word, about this member, for us: no login by it, and no claim on a living session.</summary>
public sealed class UserInfoForgeryTests
{
    [Theory]
    [MemberData(nameof(Lies.Of), "A110", MemberType = typeof(Lies))]
    public Task A110_Badly_signed_userinfo_is_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A110", MemberType = typeof(Lies))]
    public Task A110_Nor_does_it_bring_a_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A112", MemberType = typeof(Lies))]
    public Task A112_Userinfo_of_others_is_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A112", MemberType = typeof(Lies))]
    public Task A112_Nor_does_it_bring_a_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A113", MemberType = typeof(Lies))]
    public Task A113_Userinfo_about_another_member_or_none_is_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A113", MemberType = typeof(Lies))]
    public Task A113_About_another_it_ends_the_session_and_about_none_it_brings_no_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A114", MemberType = typeof(Lies))]
    public Task A114_Userinfo_without_its_signature_is_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A114", MemberType = typeof(Lies))]
    public Task A114_Nor_does_it_bring_a_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A116", MemberType = typeof(Lies))]
    public Task A116_What_was_not_agreed_on_is_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A116", MemberType = typeof(Lies))]
    public Task A116_Nor_does_it_bring_a_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A117", MemberType = typeof(Lies))]
    public Task A117_An_id_token_is_no_userinfo_at_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: 1);

    [Theory]
    [MemberData(nameof(Lies.Of), "A117", MemberType = typeof(Lies))]
    public Task A117_Nor_on_a_living_session(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [InlineData("A116: plain JSON as \"text/html\" where signed was agreed on", "it came as plain JSON, but Provider.UserInfoSignedResponseAlg is RS256")]
    [InlineData("A116: a token as \"application/jwt\" where plain JSON was agreed on", "it came signed, but Provider.UserInfoSignedResponseAlg is not set")]
    [InlineData("A110: alg none", "Provider.UserInfoSignedResponseAlg is RS256")]
    public async Task A116_Log_names_the_setting_at_login_and_on_a_living_session(string lie, string detail)
    {
        var told = Lies.Named(lie);
        await using var gateway = await RefusedClaims.StartAsync(plain: told.Site is not null);
        var browser = await gateway.SignedInAsync("alice");
        told.Tell(gateway.Nats);

        await RefusedLogin.AssertAsync(gateway, told.Reason, userInfoCalls: 1);
        var atLogin = Assert.Single(gateway.Log.Warnings).Text;
        gateway.Log.Clear();
        gateway.Pass(10);
        await gateway.SeeAsync(browser);

        Assert.Contains($"detail=\"{detail}\"", atLogin, StringComparison.Ordinal);
        Assert.Contains($"detail=\"{detail}\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("")]
    public async Task A116_Plain_json_of_any_type_is_taken_where_it_was_agreed_on(string type)
    {
        await using var gateway = await RefusedClaims.StartAsync(plain: true);
        gateway.Nats.Switches.UserInfo.ContentType = type;

        var browser = await gateway.SignedInAsync("alice");
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(10);
        var seen = await gateway.SeeAsync(browser, Full);

        Assert.Equal("new", seen["OIDC_CLAIM_status"]);
        Assert.False(seen.IsDegraded());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("iss", "aud")]
    [InlineData("iss")]
    [InlineData("aud")]
    public async Task A112_Userinfo_that_says_not_for_whom_it_is_is_taken_with_one_warning_a_site(params string[] missing)
    {
        await using var gateway = await GatewayHost.StartAsync(
            file: file =>
            {
                Tokens()(file["Sites"]!["a"]!.AsObject());
                Some.SiteBeside(file);
            },
            nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(20), Clients = [Some.ClientOfBoth(options.Clients[0])] });
        gateway.Nats.Switches.UserInfoClaims = claims => { foreach (var name in missing) claims.Remove(name); };

        var browser = await gateway.SignedInAsync("alice");
        await gateway.SignedInAsync("bob");
        await gateway.NewBrowser("https://b.example").SignInAsync("alice");
        await gateway.NewBrowser("https://b.example").SignInAsync("bob");
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(10);

        Assert.Equal("new", (await gateway.SeeAsync(browser, Full))["OIDC_CLAIM_status"]);
        Assert.Equal(
            ((string[])["a", "b"]).Select(site => $"Signed userinfo says not for whom it is (no iss or no aud); it is taken all the same: site={site}. Provider.RequireUserInfoAudience would refuse it."),
            gateway.Log.Warnings.Select(line => line.Text));
    }

    [Theory]
    [InlineData("iss", "userinfo_token_issuer")]
    [InlineData("aud", "userinfo_token_audience")]
    public async Task A112_Unless_the_owner_demands_both(string missing, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["RequireUserInfoAudience"] = true);
        await gateway.SignedInAsync("bob");
        gateway.Nats.Switches.UserInfoClaims = claims => claims.Remove(missing);

        await RefusedLogin.AssertAsync(gateway, reason, userInfoCalls: 1);

        Assert.Contains("Provider.RequireUserInfoAudience", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A122_Userinfo_cannot_speak_of_protocol_claims_at_login(bool plain)
    {
        await using var gateway = await GatewayHost.StartAsync(
            site =>
            {
                if (plain) Some.PlainUserInfo(site);
                foreach (var name in (string[])["azp", "sid", "acr", "amr", "auth_time"]) site["Paths"]![$"/members/{name}/"] = $"claim {name}:7";
            },
            nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = !plain }] });
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        gateway.Nats.Switches.UserInfoClaims = claims =>
        {
            foreach (var name in (string[])["sid", "acr", "amr"]) claims[name] = "7";
            (claims["exp"], claims["iat"], claims["nbf"], claims["auth_time"], claims["azp"]) = (now + 77, now - 7, now - 7, 7, plain ? "7" : GatewayHost.ClientId);
            if (plain) (claims["iss"], claims["aud"], claims["nonce"], claims["at_hash"]) = ("https://evil.example", "7", "7", "7");
        };

        var browser = await gateway.SignedInAsync("alice");
        var seen = await gateway.SeeAsync(browser, Full);

        var idToken = JsonNode.Parse(Loose.Part(JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!["id_token"]!.GetValue<string>(), 1)!.Raw)!;
        foreach (var name in (string[])["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "auth_time", "sid", "acr", "amr"])
            Assert.True(seen["OIDC_CLAIM_" + name] == idToken[name]?.ToString(), $"{name}: {seen["OIDC_CLAIM_" + name]}");
        foreach (var name in (string[])["azp", "sid", "acr", "amr", "auth_time"]) Assert.Equal(401, (await browser.GetAsync($"/members/{name}/")).Status);
    }

    [Fact]
    public async Task A124_Access_token_goes_in_the_header_alone()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        var browser = await gateway.SignedInAsync("alice");
        var first = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(11);
        var second = (await gateway.SeeAsync(browser, Full)).Token();

        var asked = gateway.Nats.Ledger.Of(NatsEndpoint.UserInfo);
        Assert.NotEqual(first, second);
        Assert.Equal(["Bearer " + first, "Bearer " + second], asked.Select(call => call.Authorization));
        Assert.All(asked, call => Assert.Equal("GET", call.Method));
        Assert.All(gateway.Nats.Ledger.Calls.Where(call => call.Endpoint != NatsEndpoint.Authorize), call =>
        {
            Assert.Empty(call.Query);
            Assert.Null(call.Form["access_token"]);
        });
        Assert.All(gateway.Nats.Ledger.Calls.Where(call => call.Endpoint != NatsEndpoint.UserInfo), call => Assert.NotEqual("Bearer", call.AuthorizationKind));
    }
}
