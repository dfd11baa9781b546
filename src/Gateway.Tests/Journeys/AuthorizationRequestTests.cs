using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What leaves for the OP when a login starts.</summary>
public sealed partial class AuthorizationRequestTests(LoginStage stage) : IClassFixture<LoginStage>
{
    private readonly GatewayHost _gateway = stage.Fresh();

    [Fact]
    public async Task Authorization_request_has_exactly_the_parameters_of_a_code_flow()
    {
        var browser = _gateway.NewBrowser();

        var start = await browser.GetAsync("/members/a.php");

        Proof.Login(_gateway, start);
        var sent = Proof.AuthorizationRequest(start);
        Assert.Equal(
            ["client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "scope", "state"],
            sent.Select(pair => pair.Key).Where(name => name != "response_mode").Order(StringComparer.Ordinal));
        Assert.Equal(GatewayHost.ClientId, sent["client_id"]);
        Assert.Equal(GatewayHost.Origin + GatewayHost.Vanity, sent["redirect_uri"]);
        Assert.Equal("code", sent["response_type"]);
        Assert.Equal("openid", sent["scope"]);
        Assert.True(sent["response_mode"] is null or "query");
        Assert.Equal("S256", sent["code_challenge_method"]);
        Assert.Matches(Characters43(), sent["code_challenge"]);
        Assert.Matches(Characters43(), sent["nonce"]);
        Assert.NotEqual(sent["nonce"], sent["code_challenge"]);
        var cookie = Assert.Single(start.SetCookies);
        Assert.Matches("^__Host-gateway-login=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=300$", cookie);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A09_Challenge_is_fresh_and_the_verifier_is_nowhere_in_clear()
    {
        var browser = _gateway.NewBrowser();

        var start = await browser.GetAsync("/members/a.php");
        var second = await browser.GetAsync("/members/a.php");
        var answers = new List<Answer> { start, second, await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice")) };
        answers.Add(await browser.FollowAsync(answers[^1]));

        var verifier = Assert.Single(_gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Form["code_verifier"]!;
        Assert.Matches(Characters43(), verifier);
        Assert.Equal(Proof.AuthorizationRequest(start)["code_challenge"], Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
        Assert.NotEqual(Proof.AuthorizationRequest(start)["code_challenge"], Proof.AuthorizationRequest(second)["code_challenge"]);
        Assert.All(answers, answer => Assert.DoesNotContain(verifier, string.Join('\n', answer.SetCookies) + answer.Header("Location") + answer.Text, StringComparison.Ordinal));
        Assert.All(_gateway.Log.All, line => Assert.DoesNotContain(verifier, line.Text, StringComparison.Ordinal));
        Assert.All(_gateway.Nats.Ledger.Of(NatsEndpoint.Authorize), call => Assert.DoesNotContain(call.Query, pair => pair.Value.Contains(verifier, StringComparison.Ordinal)));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A50_Client_authenticates_by_basic_with_both_parts_form_encoded()
    {
        await _gateway.SignedInAsync("alice");

        var call = Assert.Single(_gateway.Nats.Ledger.Of(NatsEndpoint.Token));

        var credentials = Convert.ToBase64String("1%2C2%2C3:s%3Ap%26%25%2B%C3%BC"u8);
        Assert.Equal("Basic " + credentials, call.Authorization);
        Assert.Equal(["code", "code_verifier", "grant_type", "redirect_uri"], call.Form.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal("authorization_code", call.GrantType);
        Assert.Equal(GatewayHost.Origin + GatewayHost.Vanity, call.Form["redirect_uri"]);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A34_Nothing_of_the_pages_own_query_reaches_the_authorization_request()
    {
        var browser = _gateway.NewBrowser();

        var plain = Proof.AuthorizationRequest(await browser.GetAsync("/members/a.php"));
        var start = await browser.GetAsync("/members/a.php?client_id=evil&redirect_uri=https://evil.example&scope=admin&prompt=none");

        Proof.Login(_gateway, start);
        var sent = Proof.AuthorizationRequest(start);
        Assert.Equal(plain.Select(pair => pair.Key), sent.Select(pair => pair.Key));
        Assert.All(plain.Where(pair => pair.Key is not ("state" or "nonce" or "code_challenge")), pair => Assert.Equal(pair.Value, sent[pair.Key]));
        Assert.DoesNotContain("evil", start.Header("Location"), StringComparison.Ordinal);
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public async Task A38_Redirect_to_the_OP_is_302_after_any_method(string method)
    {
        var browser = _gateway.NewBrowser();

        var start = await browser.SendAsync(method, "/members/a.php", method is "POST" or "PUT" ? new StringContent("a=1") : null);

        Proof.Login(_gateway, start, method);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A40_Body_of_an_anonymous_post_is_neither_kept_nor_replayed()
    {
        var browser = _gateway.NewBrowser();
        _gateway.Area.Requests.Clear();

        var start = await browser.PostAsync("/members/x.php?p=1", "secret=very");
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Proof.Login(_gateway, start);
        Assert.Equal("upstream:/members/x.php?p=1", page.Text);
        var received = Assert.Single(_gateway.Area.Requests);
        Assert.Equal(("GET", "/members/x.php?p=1", ""), (received.Method, received.Target, received.Body));
        Assert.True(browser.BindingCookie!.Length == 43);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A40_Scripts_post_gets_the_json_of_a_login()
    {
        var browser = _gateway.NewBrowser();
        _gateway.Area.Requests.Clear();

        var answer = await browser.PostAsync("/members/x.php?p=1", "secret=very", ("X-Requested-With", "XMLHttpRequest"));

        LoginRequired(answer, "https://a.example/members/x.php?p=1");
        Assert.Empty(_gateway.Area.Requests);
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("X-Requested-With", "XMLHttpRequest")]
    [InlineData("Sec-Fetch-Mode", "cors")]
    [InlineData("Sec-Fetch-Dest", "empty")]
    [InlineData("Accept", "application/json")]
    [InlineData("Accept", "text/event-stream")]
    [InlineData("Upgrade", "websocket")]
    public async Task Scripts_get_401_with_the_page_to_open_and_no_cookie(string header, string value)
    {
        var browser = _gateway.NewBrowser();

        var answer = await browser.GetAsync("/members/a.php?x=1&y=2", (header, value));

        LoginRequired(answer, "https://a.example/members/a.php?x=1&y=2");
        Assert.Equal(0, _gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A41_Preflight_without_a_session_gets_401_and_no_permission()
    {
        var browser = _gateway.NewBrowser();

        var answer = await browser.SendAsync("OPTIONS", "/members/x.php", null, ("Origin", "https://c.example"), ("Access-Control-Request-Method", "POST"));

        LoginRequired(answer, "https://a.example/members/x.php");
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A11_No_two_of_ten_thousand_logins_share_a_state_nonce_or_verifier()
    {
        var browser = _gateway.NewBrowser();
        await browser.GetAsync("/members/");
        var seen = new System.Collections.Concurrent.ConcurrentBag<(string State, string Nonce, string Challenge)>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var sent = Proof.AuthorizationRequest(await (i % 2 == 0 ? browser : _gateway.NewBrowser()).GetAsync("/members/"));
            seen.Add((sent["state"]!, sent["nonce"]!, sent["code_challenge"]!));
        });

        Assert.Equal(10_000, seen.Select(one => one.State).Distinct().Count());
        Assert.Equal(10_000, seen.Select(one => one.Nonce).Distinct().Count());
        Assert.Equal(10_000, seen.Select(one => one.Challenge).Distinct().Count());
        _gateway.AssertQuiet();
    }

    private static void LoginRequired(Answer answer, string page)
    {
        Assert.Equal(401, answer.Status);
        Proof.Own(answer);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal(["error", "login", "reference"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("login_required", answer.Json.GetProperty("error").GetString());
        Assert.Equal(page, answer.Json.GetProperty("login").GetString());
        Assert.Matches("^[2-9A-Z]{10}$", answer.Json.GetProperty("reference").GetString());
        Assert.Null(answer.Header("Location"));
        Assert.Empty(answer.SetCookies);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$")]
    private static partial Regex Characters43();
}
