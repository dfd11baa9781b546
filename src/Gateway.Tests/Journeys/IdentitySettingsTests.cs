using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What an owner may choose about the hand-over, to an HTTP upstream. That it equals the module's is proven beside the module itself.</summary>
public sealed class IdentitySettingsTests
{
    private const string Page = "/members/index.php";
    private const string Public = "/public/page.php";

    [Theory]
    [InlineData("MEMBER_", "MEMBER_trial", "MEMBER-trial")]
    [InlineData("X-Area-", "X-Area-trial", "X-Area-trial")]
    [InlineData("OIDC_", "OIDC_trial", "OIDC-trial")]
    public async Task F73_Claims_have_the_prefix_of_the_site_and_no_browser_can_forge_it(string prefix, string underscore, string hyphen)
    {
        await using var gateway = await StartAsync($$"""{ "ClaimPrefix": "{{prefix}}" }""");
        var browser = await gateway.SignedInAsync("bob");

        foreach (var path in new[] { Page, Public })
            await browser.GetAsync(path, (underscore, "forged"), (hyphen.ToUpperInvariant(), "forged"), (prefix.Replace('_', '.').Replace('-', '_') + "vip", "forged"), ("OIDC-CLAIM-trial", "forged"));

        Assert.Equal(("1", "1"), (gateway.Area.Last(Page)[underscore], gateway.Area.Last(Page)[hyphen]));
        Assert.Empty(gateway.Area.Last(Page).Folded("OIDC_CLAIM_TRIAL"));
        Assert.All([Page, Public], path => Assert.DoesNotContain(gateway.Area.Last(path).Headers, header => header.Value == "forged"));
        Assert.NotNull(gateway.Area.Last(Page)["OIDC_access_token"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task F73_Without_a_prefix_the_listed_names_are_nobodys_but_ours()
    {
        await using var gateway = await StartAsync("""{ "ClaimPrefix": "", "OnlyClaims": [ "trial", "member level" ] }""");
        gateway.Nats.Members["bob"].Claims["member level"] = "gold";
        gateway.Nats.Members["bob"].Claims["SCRIPT_FILENAME"] = "/etc/passwd";
        var browser = await gateway.SignedInAsync("bob");

        foreach (var path in new[] { Page, Public })
            await browser.GetAsync(path, ("Trial", "forged"), ("MEMBER-LEVEL", "forged"), ("member_level", "forged"), ("Trials", "passes"));

        var received = gateway.Area.Last(Page);
        Assert.Equal(("1", "gold", "passes"), (received["trial"], received["member-level"], received["Trials"]));
        Assert.False(received.Has("SCRIPT_FILENAME"));
        Assert.All([Page, Public], path => Assert.DoesNotContain(gateway.Area.Last(path).Headers, header => header.Value == "forged"));
    }

    [Theory]
    [InlineData("""{ "ClaimDelimiter": " | " }""", "list", "a | 1 | ü")]
    [InlineData("""{ "Encoding": "Utf8" }""", "text", "Zoë 漢😀")]
    [InlineData("""{ "Encoding": "Latin1" }""", "text", "Zo\u00EB ??", true)]
    [InlineData("""{ "Encoding": "Base64Url" }""", "text", "Wm_DqyDmvKLwn5iA")]
    [InlineData("""{ "Encoding": "Base64Url" }""", "lines", "YQ0KYg")]
    public async Task Values_are_written_as_the_site_wants_them(string identity, string claim, string expected, bool isLatin1 = false)
    {
        await using var gateway = await StartAsync(identity);
        var claims = gateway.Nats.Members["bob"].Claims;
        (claims["list"], claims["text"], claims["lines"]) = (new JsonArray("a", true, 7, "ü"), "Zoë 漢😀", "a\r\nb");
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync(Page);

        var wire = gateway.Area.Last(Page)["OIDC_CLAIM_" + claim]!;
        Assert.Equal(expected, isLatin1 ? wire : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire)));
        Assert.Equal("bob", gateway.Area.Last(Page)["REMOTE_USER"]);
    }

    [Theory]
    [InlineData("Both", true)]
    [InlineData("Headers", true)]
    [InlineData("Environment", false)]
    [InlineData("None", false)]
    public async Task Claims_and_tokens_travel_where_they_are_sent_and_the_user_always(string channel, bool told)
    {
        await using var gateway = await StartAsync($$"""{ "PassClaimsAs": "{{channel}}", "PassRefreshToken": true, "AuthNHeader": "X-Area-User" }""");
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync(Page, ("x_area.user", "forged"), ("OIDC-CLAIM-trial", "forged"));
        await browser.GetAsync(Public, ("X-Area-User", "forged"));

        var received = gateway.Area.Last(Page);
        Assert.All(["OIDC_CLAIM_trial", "OIDC-CLAIM-trial", "OIDC_access_token", "OIDC_refresh_token"], name => Assert.Equal(told, received.Has(name)));
        Assert.Equal(("bob", "bob"), (received["REMOTE_USER"], received["X-Area-User"]));
        Assert.All([Page, Public], path => Assert.DoesNotContain(gateway.Area.Last(path).Headers, header => header.Value == "forged"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task The_access_token_stays_here_where_the_site_says_so()
    {
        await using var gateway = await StartAsync("""{ "PassAccessToken": false }""");
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync(Page);

        Assert.DoesNotContain(gateway.Area.Last(Page).Headers, header => header.Key.Contains("token", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("1", gateway.Area.Last(Page)["OIDC_CLAIM_trial"]);
    }

    [Fact]
    public async Task The_id_token_is_handed_over_in_the_forms_that_are_listed()
    {
        await using var gateway = await StartAsync("""{ "PassIdTokenAs": [ "Payload", "Serialized" ], "DropClaims": [ "nonce" ] }""");
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync(Page);

        var received = gateway.Area.Last(Page);
        var issued = JsonNode.Parse(gateway.Nats.Ledger.Of(NatsEndpoint.Token)[^1].Body!)!["id_token"]!.GetValue<string>();
        var payload = JsonNode.Parse(Base64UrlEncoder.Decode(issued.Split('.')[1]))!.AsObject();
        payload.Remove("nonce");
        Assert.Equal(issued, received["OIDC_id_token"]);
        Assert.True(JsonNode.DeepEquals(payload, JsonNode.Parse(received["OIDC_id_token_payload"]!)));
        Assert.False(received.Has("OIDC_CLAIM_exp"));
        Assert.Equal(("1", "member-1002"), (received["OIDC_CLAIM_trial"], received["OIDC_CLAIM_sub"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Userinfo_is_handed_over_in_the_forms_that_are_listed_and_as_it_was_asked_last(bool isSigned)
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Identity"] = JsonNode.Parse("""{ "PassUserInfoAs": [ "Json", "Jwt" ], "PassIdTokenAs": [] }""");
            if (!isSigned) Some.PlainUserInfo(site);
        }, nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = isSigned }] });
        var browser = await gateway.SignedInAsync("bob");
        gateway.Nats.Members["bob"].Claims["trial"] = "later";
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.GetAsync(Page);

        var received = gateway.Area.Last(Page);
        var answers = gateway.Nats.Ledger.Of(NatsEndpoint.UserInfo).Select(call => call.Body).ToList();
        Assert.Equal(2, answers.Count);
        Assert.Equal("later", JsonNode.Parse(received["OIDC_userinfo_json"]!)!["trial"]!.GetValue<string>());
        Assert.Equal(isSigned ? answers[1] : null, received["OIDC_userinfo_jwt"]);
        Assert.DoesNotContain(received.Headers, header => header.Key.StartsWith("OIDC_CLAIM", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("bob", received["REMOTE_USER"]);
    }

    [Fact]
    public async Task Cookies_on_the_list_reach_no_page_that_knows_its_member()
    {
        await using var gateway = await StartAsync("""{ "StripCookies": [ "tracking", "a_b" ] }""");
        var browser = await gateway.SignedInAsync("bob");
        var cookies = $"tracking=1; shop=2; tracking=3; trackings=4; a.b=5; {string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"))}; last=6";

        await browser.GetAsync(Page, ("Cookie", cookies));
        await browser.GetAsync(Public, ("Cookie", cookies));
        await browser.GetAsync("/members/full/", ("Cookie", cookies));

        Assert.Equal("shop=2; trackings=4; last=6", gateway.Area.Last(Page)["Cookie"]);
        Assert.Equal("tracking=1; shop=2; tracking=3; trackings=4; a.b=5; last=6", gateway.Area.Last(Public)["Cookie"]);
        Assert.Equal("shop=2; trackings=4; last=6", gateway.Area.Last("/members/unauth.php")["Cookie"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Cookies_on_the_list_go_along_on_every_call_to_the_op_for_the_browsers_session()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["PassCookies"] = new JsonArray("route", "zone"));
        var browser = gateway.NewBrowser();
        (browser.Cookies["route"], browser.Cookies["routes"], browser.Cookies["zone"]) = ("node-7", "none", "Zoë");
        await browser.SignInAsync("alice");
        browser.Cookies.Remove("route", out _);
        gateway.Clock.Advance(TimeSpan.FromMinutes(11));   // token and claims are old

        await browser.GetAsync(Page);
        await browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);

        var calls = gateway.Nats.Ledger.Calls.Where(call => call.Endpoint is NatsEndpoint.Token or NatsEndpoint.UserInfo or NatsEndpoint.Revocation).ToList();
        Assert.Equal(6, calls.Count);
        Assert.All(calls, call => Assert.Equal("route=node-7", call.Headers["Cookie"]));
        Assert.All(gateway.Nats.Ledger.Calls.Where(call => call.Endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks), call => Assert.False(call.Headers.ContainsKey("Cookie")));
    }

    [Theory]
    [InlineData("""{ "OnlyClaims": [ "trial", "sub" ] }""", "trial sub")]
    [InlineData("""{ "DropClaims": [ "email", "status", "username", "aud", "exp", "iat", "iss", "nonce", "at_hash", "auth_time" ] }""", "trial sub")]
    [InlineData("""{ "OnlyClaims": [ "trial", "email" ], "DropClaims": [ "trial" ] }""", "email")]
    public async Task Claims_off_the_list_are_known_to_nobody_but_the_login(string identity, string known)
    {
        await using var gateway = await GatewayHost.StartAsync(site => (site["Identity"], site["Info"]) = (JsonNode.Parse(identity), new JsonArray("userinfo", "id_token")));
        var browser = await gateway.SignedInAsync("alice");

        var full = await browser.GetAsync("/members/full/");
        await browser.GetAsync(Page);
        var info = (await browser.GetAsync(GatewayHost.Vanity + "?info=json")).Json;

        Assert.Equal(known.Split(' ').Order(), gateway.Area.Last(Page).Headers.Where(header => header.Key.StartsWith("OIDC_CLAIM_", StringComparison.Ordinal)).Select(header => header.Key["OIDC_CLAIM_".Length..]).Order());
        Assert.Equal(known.Contains("trial", StringComparison.Ordinal) ? 200 : 401, full.Status);
        Assert.All([.. info.GetProperty("userinfo").EnumerateObject(), .. info.GetProperty("id_token").EnumerateObject()], claim => Assert.Contains(claim.Name, known, StringComparison.Ordinal));
        Assert.Equal("alice", gateway.Area.Last(Page)["REMOTE_USER"]);
    }

    private static Task<GatewayHost> StartAsync(string identity) => GatewayHost.StartAsync(site => site["Identity"] = JsonNode.Parse(identity));
}
