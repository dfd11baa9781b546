using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Logins as settings and the OP's metadata make them.</summary>
public sealed class LoginSettingsTests
{
    [Theory]
    [InlineData("[\"plain\"]")]
    [InlineData(null)]
    [InlineData("[]")]
    public async Task A09_Challenge_is_S256_whatever_the_metadata_says(string? methods)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.MetadataDocument = json =>
        {
            json.Remove("code_challenge_methods_supported");
            if (methods is not null) json["code_challenge_methods_supported"] = JsonNode.Parse(methods);
        };
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/");
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        var sent = Proof.AuthorizationRequest(start);
        Assert.Equal("S256", sent["code_challenge_method"]);
        Assert.Equal(43, sent["code_challenge"]!.Length);
        Assert.Equal("upstream:/members/", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A09_Pkce_goes_by_the_setting_alone()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Login"] = new JsonObject { ["Pkce"] = false }, nats: options => options with { RequirePkce = false });
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/");
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.Null(Proof.AuthorizationRequest(start)["code_challenge"]);
        Assert.Null(Proof.AuthorizationRequest(start)["code_challenge_method"]);
        Assert.Null(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Form["code_verifier"]);
        Assert.Equal("upstream:/members/", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Parameters_of_the_owner_go_with_every_login_and_change_nothing_of_ours()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Login"] = new JsonObject { ["Parameters"] = new JsonObject { ["acr_values"] = "gold&state=x", ["prompt"] = "consent" } });
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/a.php?acr_values=evil");
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        var sent = Proof.AuthorizationRequest(start);
        Assert.Equal(("gold&state=x", "consent"), (sent["acr_values"], sent["prompt"]));
        Assert.Equal(sent.Count, sent.Select(pair => pair.Key).Distinct().Count());
        Assert.Equal("upstream:/members/a.php?acr_values=evil", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A11_State_shows_nothing_without_its_key_and_nonce_and_verifier_need_the_cookie()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/a-page-to-find.php");

        var sent = Proof.AuthorizationRequest(start);
        var binding = Base64Url.DecodeFromChars(browser.BindingCookie);
        var site = Assert.Single(gateway.Configuration.Sites.All);
        var state = LoginState.Open(site.Keys, sent["state"])!;
        var bytes = Base64Url.DecodeFromChars(sent["state"]);
        Assert.Equal(16, state.Bytes.Length);
        Assert.Equal(sent["nonce"], BrowserBinding.Derive(binding, state.Bytes, "nonce"));
        Assert.Equal(sent["code_challenge"], ChallengeOf(BrowserBinding.Derive(binding, state.Bytes, "verifier")));
        Assert.NotEqual(sent["code_challenge"], ChallengeOf(BrowserBinding.Derive(state.BindingHash, state.Bytes, "verifier")));
        Assert.DoesNotContain("a-page-to-find", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(state.Bytes));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(state.BindingHash));
        Assert.Equal(-1, binding.AsSpan().IndexOf(state.BindingHash));
        Assert.NotEqual(sent["nonce"], BrowserBinding.Derive(new byte[32], state.Bytes, "nonce"));
        Assert.NotEqual(sent["nonce"], BrowserBinding.Derive(state.BindingHash, state.Bytes, "nonce"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A37_No_answer_of_ours_can_be_framed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var trial = await gateway.SignedInAsync("bob");
        var callback = await browser.ReachCallbackAsync("alice");

        Answer[] answers =
        [
            await browser.GetAsync("/members/"),
            await browser.ScriptAsync("/members/"),
            await browser.GetAsync(GatewayHost.Vanity),
            await browser.GetAsync(GatewayHost.Vanity + "?code=x&state=y"),
            await browser.GetAsync(GatewayHost.Vanity + "?logout=https://evil.example"),
            await browser.GetAsync("/members/%2f"),
            await browser.SendAsync("TRACE", "/", null),
            await browser.GetAsync("https://unknown.example/"),
            await trial.GetAsync("/members/full/"),
            await trial.ScriptAsync("/members/full/"),
            await trial.GetAsync(GatewayHost.Vanity + "?logout=get"),
            await browser.GetAsync(callback),
            await browser.GetAsync(callback),
        ];

        Assert.Equal([302, 401, 200, 400, 400, 400, 405, 421, 401, 401, 200, 302, 302], answers.Select(answer => answer.Status));
        Assert.All(answers, Proof.Own);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A37_Nor_can_a_question_an_outage_or_what_info_tells()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Info"] = new JsonArray("remote_user"));
        gateway.Area.Answers["/members/cut.php"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var member = await gateway.SignedInAsync("alice");
        var started = Callback.Of(await gateway.NewBrowser().ReachCallbackAsync("bob"));

        Answer[] answers =
        [
            await member.GetAsync(GatewayHost.Vanity + "?logout=/", ("Sec-Fetch-Site", "cross-site")),
            await member.GetAsync(GatewayHost.Vanity + "?logout=/", ("Sec-Purpose", "prefetch")),
            await member.GetAsync(GatewayHost.Vanity + "?info=json"),
            await member.GetAsync(GatewayHost.Vanity + "?info=html"),
            await member.GetAsync(GatewayHost.Vanity + "?info=xml"),
            await member.GetAsync(GatewayHost.Vanity + "?refresh=/members/"),
            await member.GetAsync("/members/cut.php"),
            await member.ScriptAsync("/members/cut.php"),
            await gateway.NewBrowser().GetAsync(started.With($"error=access_denied&state={started.State}&iss={started.Issuer}")),
            await member.GetAsync(GatewayHost.Vanity + "?logout=img"),
            await gateway.NewBrowser().GetAsync(GatewayHost.Vanity + "?logout=/"),
        ];

        Assert.Equal([200, 503, 200, 200, 415, 302, 502, 502, 302, 200, 302], answers.Select(answer => answer.Status));
        Assert.All(answers, answer =>
        {
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        });
    }

    [Fact]
    public async Task A41_Preflight_passes_where_a_rule_opens_it_and_without_identity()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Paths"]!["/members/"] = new JsonArray(
            "valid-user", new JsonObject { ["Require"] = "all granted", ["Methods"] = new JsonArray("OPTIONS") }));
        var member = await gateway.SignedInAsync("alice");

        var anonymous = await gateway.NewBrowser().SendAsync("OPTIONS", "/members/x.php", null, ("Origin", "https://c.example"));
        var signedIn = await member.SendAsync("OPTIONS", "/members/x.php", null, ("Origin", "https://c.example"));
        var page = await gateway.NewBrowser().GetAsync("/members/x.php");

        Assert.Equal((200, 200, 302), (anonymous.Status, signedIn.Status, page.Status));
        Assert.All(gateway.Area.Requests.Where(request => request.Method == "OPTIONS"), request =>
        {
            Assert.False(request.Has("Remote-User"));
            Assert.DoesNotContain(request.Headers, header => header.Key.StartsWith("OIDC", StringComparison.OrdinalIgnoreCase));
        });
        Assert.Equal(2, gateway.Area.Requests.Count(request => request.Method == "OPTIONS"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Path_as_redirect_uri_is_built_on_the_origin_of_the_request()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser("https://www.a.example");

        var start = await browser.GetAsync("/members/a.php?x=1");
        var callback = await browser.AnswerOfProviderAsync(start, "alice");
        var end = await browser.GetAsync(callback);

        Assert.Equal("https://www.a.example/members/vanity.php", Proof.AuthorizationRequest(start)["redirect_uri"]);
        Assert.Equal("https://www.a.example/members/a.php?x=1", end.Header("Location"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Absolute_redirect_uri_takes_a_page_of_another_origin_there_first()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["RedirectUri"] = GatewayHost.Origin + GatewayHost.Vanity);
        var browser = gateway.NewBrowser("https://www.a.example");

        var moved = await browser.GetAsync("/members/a.php?x=1");
        var start = await browser.FollowAsync(moved);
        var end = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));
        var page = await browser.FollowAsync(end);

        Assert.Equal((302, "https://a.example/members/a.php?x=1"), (moved.Status, moved.Header("Location")));
        Assert.Empty(moved.SetCookies);
        Proof.Own(moved);
        Proof.Login(gateway, start);
        Assert.Equal("https://a.example/members/vanity.php", Proof.AuthorizationRequest(start)["redirect_uri"]);
        Assert.Equal("https://a.example/members/a.php?x=1", end.Header("Location"));
        Assert.Equal("upstream:/members/a.php?x=1", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_prompted_after_a_logout()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");

        var logout = await browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        var start = await browser.GetAsync("/members/", ("Cookie", "gateway-logged-out=1"));

        Assert.DoesNotContain(logout.SetCookies, line => line.Contains("logged-out", StringComparison.Ordinal));
        Assert.Null(Proof.AuthorizationRequest(start)["prompt"]);
        gateway.AssertQuiet();
    }

    private static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
