using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>How Gateway shows the OP who calls, and what it sends besides.</summary>
public sealed class ClientAuthenticationTests
{
    [Theory]
    [InlineData("client_secret_basic", "Basic", false)]
    [InlineData("client_secret_post", null, true)]
    [InlineData("client_secret_jwt", null, false)]
    [InlineData("none", null, false)]
    public async Task Login_refresh_and_revocation_show_who_calls_in_the_agreed_way(string method, string? header, bool showsSecret)
    {
        await using var gateway = await StartAsync(method, provider =>
        {
            if (method == "none") provider.Remove("ClientSecret");
        });

        await WholeLifeAsync(gateway);

        var calls = gateway.Nats.Ledger.Of(NatsEndpoint.Token).Concat(gateway.Nats.Ledger.Of(NatsEndpoint.Revocation)).ToList();
        Assert.Equal(4, calls.Count);
        Assert.All(calls, call =>
        {
            Assert.Equal((200, header), (call.Status, call.AuthorizationKind));
            Assert.Equal(showsSecret, call.Form["client_secret"] is not null);
            Assert.Equal(method == "client_secret_jwt", call.Form["client_assertion"] is not null);
        });
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Signed_word_is_for_one_endpoint_one_minute_and_one_call()
    {
        await using var gateway = await StartAsync("client_secret_jwt", _ => { });

        await WholeLifeAsync(gateway);

        var login = gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0];
        var words = gateway.Nats.Ledger.Of(NatsEndpoint.Token).Concat(gateway.Nats.Ledger.Of(NatsEndpoint.Revocation)).Select(call => ClientAssertion.Claims(call.Form["client_assertion"])!).ToList();
        Assert.Equal(4, words.Select(claims => claims["jti"]!.ToString()).Distinct().Count());
        Assert.All(words, claims => Assert.Equal((GatewayHost.ClientId, GatewayHost.ClientId, 60), (claims["iss"]!.ToString(), claims["sub"]!.ToString(), (long)claims["exp"]! - (long)claims["iat"]!)));
        Assert.Equal(login.At.ToUnixTimeSeconds(), (long)words[0]["iat"]!);
        Assert.Equal([NatsEndpoint.TokenPath, NatsEndpoint.TokenPath, NatsEndpoint.RevocationPath, NatsEndpoint.RevocationPath], words.Select(claims => new Uri(claims["aud"]!.ToString()).AbsolutePath));
    }

    [Fact]
    public async Task Another_way_than_agreed_on_opens_nothing()
    {
        await using var gateway = await StartAsync("client_secret_post", provider => provider["ClientAuthentication"] = "client_secret_jwt");
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "op_client_refused");
        Assert.Null(browser.SessionCookie);
    }

    [Fact]
    public async Task Parameters_of_the_owner_go_with_login_and_refresh_alone()
    {
        await using var gateway = await StartAsync("client_secret_basic", provider => provider["TokenParameters"] = new JsonObject { ["audience"] = "members&code=x", ["resource"] = "a b" });

        await WholeLifeAsync(gateway);

        Assert.Equal(["authorization_code", "refresh_token"], gateway.Nats.Ledger.Of(NatsEndpoint.Token).Select(call => call.GrantType));
        Assert.All(gateway.Nats.Ledger.Of(NatsEndpoint.Token), call => Assert.Equal(("members&code=x", "a b"), (call.Form["audience"], call.Form["resource"])));
        Assert.All(gateway.Nats.Ledger.Of(NatsEndpoint.Revocation), call => Assert.Null(call.Form["audience"]));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Userinfo_gets_its_token_in_a_form_where_that_is_agreed_on()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Provider"]!["UserInfoTokenMethod"] = "post_param", nats: nats => nats with { Clients = [.. nats.Clients.Select(client => client with { TokenInForm = true })] });

        var page = await gateway.NewBrowser().SignInAsync("alice", "/members/full/a.php");

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        var call = Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.UserInfo));
        Assert.Equal(("POST", null, true), (call.Method, call.Authorization, call.Form["access_token"] is not null));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("[\"1,2,3\"]", "\"1,2,3\"", true)]
    [InlineData("[\"1,2,3\",\"members\"]", "[\"members\",\"1,2,3\"]", true)]
    [InlineData("[\"1,2,3\",\"members\"]", "\"members\"", true)]
    [InlineData("[\"1,2,3\",\"members\"]", "[\"1,2,3\"]", false)]
    [InlineData("[\"1,2,3\",\"members\"]", "[\"1,2,3\",\"members\",\"shop\"]", false)]
    [InlineData("[\"1,2,3\",\"members\"]", "\"shop\"", false)]
    [InlineData("[\"members\"]", "[]", false)]
    public async Task Id_token_must_be_for_exactly_the_audiences_of_the_owner(string setting, string audience, bool isGood)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["IdTokenAudiences"] = JsonNode.Parse(setting));
        gateway.Nats.Switches.IdTokenClaims = claims => claims["aud"] = JsonNode.Parse(audience);
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Assert.Equal(isGood, browser.SessionCookie is not null);
        if (!isGood) Proof.ErrorPage(gateway, answer, 502, "id_token_audience");
    }

    [Fact]
    public async Task Parameters_of_the_owner_go_with_the_way_to_the_OPs_logout()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Logout"] = new JsonObject { ["Parameters"] = new JsonObject { ["ui_locales"] = "de&state=x", ["theme"] = "dark" } });
        var alice = await gateway.SignedInAsync("alice");

        var answer = await alice.GetAsync(GatewayHost.Vanity + "?logout=/&theme=evil");

        var sent = Parameters.Parse(answer.Location!.Query);
        Assert.Equal(["id_token_hint", "post_logout_redirect_uri", "ui_locales", "theme"], sent.Select(one => one.Key));
        Assert.Equal(("de&state=x", "dark"), (sent["ui_locales"], sent["theme"]));
    }

    private static Task<GatewayHost> StartAsync(string method, Action<JsonObject> provider) => GatewayHost.StartAsync(
        site =>
        {
            site["Provider"]!["ClientAuthentication"] = method;
            provider(site["Provider"]!.AsObject());
        },
        nats: nats => nats with { Clients = [.. nats.Clients.Select(client => client with { Authentication = method })] });

    private static async Task WholeLifeAsync(GatewayHost gateway)
    {
        var alice = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromMinutes(4.5));
        await alice.GetAsync("/members/");
        await gateway.Nats.Ledger.AnsweredAsync(NatsEndpoint.Token, 2, TestContext.Current.CancellationToken);
        await alice.GetAsync(GatewayHost.Vanity + "?logout=/");
        await gateway.Nats.Ledger.AnsweredAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
    }
}
