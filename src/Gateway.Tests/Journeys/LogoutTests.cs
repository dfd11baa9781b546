using System.Globalization;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The logout link: here first, then the tokens, then the OP.</summary>
public sealed class LogoutTests(VanityStage stage) : IClassFixture<VanityStage>
{
    [Theory]
    [InlineData("https://a.example", "/members/unauth.php", "https://a.example/members/unauth.php")]
    [InlineData("https://www.a.example", "/members/unauth.php", "https://www.a.example/members/unauth.php")]
    [InlineData("https://a.example", "https://a.example/members/index.php?a=1&b=2", "https://a.example/members/index.php?a=1&b=2")]
    [InlineData("https://www.a.example", "https://a.example/bye#x", "https://a.example/bye#x")]
    public async Task E44_Logout_ends_here_and_goes_on_to_the_op_with_an_absolute_target(string origin, string target, string expected)
    {
        var gateway = await stage.FreshAsync();
        var browser = gateway.NewBrowser(origin);
        await browser.SignInAsync("alice");
        var cookie = browser.SessionCookie!;

        var answer = await browser.GetAsync(Link(target));

        VanityStage.AssertOwn(answer);
        Assert.Equal(302, answer.Status);
        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.EndSessionPath + "?", answer.Header("Location"), StringComparison.Ordinal);
        var sent = Parameters.Parse(answer.Location!.Query);
        Assert.Equal(["id_token_hint", "post_logout_redirect_uri"], sent.Select(parameter => parameter.Key));
        Assert.Equal("member-1001", gateway.Nats.Keys.Read(sent["id_token_hint"]!)!["sub"]!.ToString());
        Assert.Equal(expected, sent["post_logout_redirect_uri"]);
        AssertCleared(browser, answer);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        var back = await browser.FollowAsync(answer);
        Assert.Equal(expected, back.Header("Location"));   // the strict OP takes it
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
        var hint = sent["id_token_hint"]!;
        Assert.All(gateway.Nats.Ledger.Of(NatsEndpoint.Revocation), call => Assert.DoesNotContain(call.Form, field => field.Value == hint));
        Assert.DoesNotContain(hint, string.Join(' ', answer.SetCookies) + answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(hint, StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Both_tokens_are_revoked_in_the_background_the_refresh_token_first()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var held = gateway.Nats.Switches.Revocation.Hold();

        var answer = await browser.GetAsync(Link("/"));
        await held.ArrivedAsync(1, TestContext.Current.CancellationToken);
        held.Open();
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);

        Assert.Equal(302, answer.Status);   // long before the OP has answered
        var calls = gateway.Nats.Ledger.Of(NatsEndpoint.Revocation);
        Assert.Equal(["refresh_token", "access_token"], calls.Select(call => call.Form["token_type_hint"]!));
        Assert.Equal(token, calls[1].Form["token"]);
        Assert.All(calls, call => Assert.Equal("Basic", call.AuthorizationKind));
        Assert.Null(gateway.Nats.Grants.FindByAccessToken(token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_empty_target_leaves_the_way_back_to_the_op()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;

        var answer = await browser.GetAsync(Link(""));

        Assert.Equal(302, answer.Status);
        Assert.Equal(["id_token_hint"], Parameters.Parse(answer.Location!.Query).Select(parameter => parameter.Key));
        AssertCleared(browser, answer);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("get")]
    [InlineData("img")]
    public async Task E43_Embedded_logout_ends_here_and_from_a_foreign_page_only_seems_to(string value)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;
        VanityStage.Forget(gateway);

        var foreign = await browser.GetAsync(Link(value), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", value == "img" ? "image" : "iframe"));
        await VanityStage.AssertSignedInAsync(browser);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Empty(foreign.SetCookies);
        var answer = await browser.GetAsync(Link(value), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", value == "img" ? "image" : "document"));

        AssertLoggedOut(foreign, value);
        AssertLoggedOut(answer, value);
        Assert.Equal(answer.Bytes, foreign.Bytes);
        AssertCleared(browser, answer);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("")]
    [InlineData("__Host-gateway=ZXQW5Y2mKp0Y2Uq6bN3m1x8C7v4r9sT0aB1cD2eF3gH")]
    [InlineData("__Host-gateway=rubbish")]
    public async Task Without_a_session_the_answers_are_the_same_and_nobody_is_called(string cookie)
    {
        var gateway = await stage.FreshAsync();
        foreach (var value in (string[])["/members/unauth.php", "", "get", "img"])
        {
            var answer = await gateway.NewBrowser().GetAsync(Link(value), (cookie.Length > 0 ? "Cookie" : "", cookie));

            if (value.StartsWith('/')) Assert.Equal((302, value), (answer.Status, answer.Header("Location")));
            else AssertLoggedOut(answer, value);
            Assert.Contains(answer.SetCookies, line => line.StartsWith("__Host-gateway=;", StringComparison.Ordinal));
        }

        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Backchannel_is_no_word_here()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");

        foreach (var answer in new[] { await browser.GetAsync(Link("backchannel")), await browser.PostAsync(Link("backchannel"), "logout_token=x") })
            VanityStage.AssertRefused(gateway, answer, 400, "return_url_refused");

        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Without_an_end_session_endpoint_the_browser_goes_where_it_was_told()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.MetadataDocument = document => document.Remove("end_session_endpoint");
        foreach (var (value, expected) in new (string, string?)[] { ("/members/unauth.php?a=1", "/members/unauth.php?a=1"), ("https://a.example/x", "https://a.example/x"), ("", null) })
        {
            var browser = await gateway.SignedInAsync("alice");
            var cookie = browser.SessionCookie!;

            var answer = await browser.GetAsync(Link(value));

            if (expected is null) AssertLoggedOut(answer, value);
            else Assert.Equal((302, expected), (answer.Status, answer.Header("Location")));
            AssertCleared(browser, answer);
            await VanityStage.AssertDeadAsync(gateway, cookie, value);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E45_An_op_that_is_down_delays_no_logout()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;
        gateway.Nats.Switches.Down = true;

        var answer = await browser.GetAsync(Link("/"));
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);

        AssertGoneToOp(gateway, browser, answer);
        gateway.Nats.Switches.Down = false;
        await VanityStage.AssertDeadAsync(gateway, cookie);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E45_A_revocation_that_hangs_delays_no_logout_and_is_given_up()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;
        var held = gateway.Nats.Switches.Revocation.Hold();

        var answer = await browser.GetAsync(Link("/"));   // no clock moves: waiting for the OP would never end
        AssertGoneToOp(gateway, browser, answer);
        await VanityStage.AssertDeadAsync(gateway, cookie);

        await held.ArrivedAsync(1, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(11));
        await held.ArrivedAsync(2, TestContext.Current.CancellationToken);   // the first was let go
        held.Open();
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E45_Unknown_metadata_delays_no_logout()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Down = true;
        var now = gateway.Clock.GetUtcNow();
        var keys = gateway.Configuration.Sites.All[0].Keys;
        var vault = gateway.Services.GetRequiredService<SessionVault>();
        var live = await vault.CreateAsync(
            keys, SessionId.New(), SessionSamples.Full with { CreatedAt = now, EndsAt = now.AddHours(1), ClaimsAt = now }, TimeSpan.FromMinutes(30), TestContext.Current.CancellationToken);
        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = live!.Id.Text;
        await VanityStage.AssertSignedInAsync(browser);

        var answer = await browser.GetAsync(Link("/members/unauth.php"));

        Assert.Equal((302, "/members/unauth.php"), (answer.Status, answer.Header("Location")));
        AssertCleared(browser, answer);
        Assert.Null(await vault.FindAsync(keys, live.Id, TestContext.Current.CancellationToken));
        Assert.Empty(gateway.Nats.Ledger.Calls);   // not even asked for its metadata
        gateway.AssertQuiet();
    }

    private static string Link(string value) => string.Create(CultureInfo.InvariantCulture, $"{VanityStage.Vanity}?logout={Uri.EscapeDataString(value)}");

    private static void AssertGoneToOp(GatewayHost gateway, Browser browser, Answer answer)
    {
        Assert.Equal(302, answer.Status);
        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.EndSessionPath, answer.Header("Location"), StringComparison.Ordinal);
        AssertCleared(browser, answer);
    }

    private static void AssertCleared(Browser browser, Answer answer)
    {
        var line = Assert.Single(answer.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Assert.Equal("__Host-gateway=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0", line);
        Assert.Null(browser.SessionCookie);
    }

    private static void AssertLoggedOut(Answer answer, string value)
    {
        Assert.Equal(200, answer.Status);
        VanityStage.AssertOwn(answer);
        if (value == "img")
        {
            Assert.Equal("image/png", answer.Header("Content-Type"));
            Assert.Equal(68, answer.Bytes.Length);
            Assert.Equal([0x89, .. "PNG"u8], answer.Bytes[..4]);
            return;
        }

        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Contains("<h1>Logged Out</h1>", answer.Text, StringComparison.Ordinal);
    }
}
