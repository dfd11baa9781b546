using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Nothing that could be stolen comes out anywhere, at any log level (design 11).</summary>
public sealed class SecretsTests
{
    private const string Vanity = GatewayHost.Vanity;
    private const string Bearer = "bearer-token-of-an-interface-of-the-site";

    [Fact]
    public async Task H01_H02_Nothing_secret_is_in_any_output_of_a_whole_day_at_log_level_Trace()
    {
        await using var run = await SecretRun.StartAsync();
        var browser = run.Gateway.NewBrowser();

        await SignInRefreshAndAskAsync(run, browser);
        await AskScriptAsync(run);
        await LogOutByProviderAsync(run);   // before anything fails: it needs the OP's keys
        await FailLoginsAsync(run);
        await FailSessionsAsync(run);
        await FailPartsAsync(run, browser);
        await LogOutAsync(run, browser);
        run.Gateway.Nats.Switches.Reset();
        await LoseStoreAsync(run);

        var output = await run.EndAsync();
        AssertCollected(run.Secrets);
        Assert.All(output, one => Assert.True(one.Text.Length > 100, $"{one.Where} is empty"));
        foreach (var (where, text) in output) run.Secrets.AssertNotIn(where, text);
    }

    private static async Task SignInRefreshAndAskAsync(SecretRun run, Browser browser)
    {
        await run.AskAsync(browser, await browser.ReachCallbackAsync("bob"), 302);
        await run.AskAsync(browser, "/members/", 200);
        await run.AskAsync(browser, "/members/full/", 401);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        await run.AskAsync(browser, "/members/", 200);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        await run.AskAsync(browser, "/members/", 200);

        var token = await VanityStage.TokenOfAsync(run.Gateway, browser);
        run.Secrets.Add("access_token", token);
        await run.AskAsync(browser, $"{Vanity}?info=json", 200);
        await run.AskAsync(browser, $"{Vanity}?refresh=/members/&access_token={token}", 302);
        await run.AskAsync(browser, $"{Vanity}?refresh=/members/&access_token=wrong", 302);
        await run.AskAsync(browser, $"{Vanity}?refresh=//evil.example&access_token={token}", 400);
        await run.AskAsync(browser, $"{Vanity}?access_token={token}", 400);
        await run.AskAsync(browser, $"{Vanity}?{token}", 400);
        await run.AskAsync(browser, $"{Vanity}?info=xml&access_token={token}", 400);
        await run.AskAsync(browser, $"/members%2Fvanity.php?access_token={token}", 400);
        await run.AskAsync(browser, $"https://elsewhere.example{Vanity}?access_token={token}", 421);
        await run.AskAsync(browser, "/", 200, ("Referer", $"https://a.example{Vanity}?refresh=/&access_token={token}"), ("Authorization", "Bearer " + token));
        await run.AskAsync(run.Gateway.NewBrowser(), $"{Vanity}?logout=/", 503, ("Sec-Purpose", "prefetch"), ("Cookie", "__Host-gateway=" + browser.SessionCookie));
    }

    // Its error log ends in ours.
    private static async Task AskScriptAsync(SecretRun run)
    {
        var browser = run.Gateway.NewBrowser(SecretRun.ScriptOrigin);
        await run.AskAsync(browser, await browser.ReachCallbackAsync("alice"), 302);
        browser.Cookies["PHPSESSID"] = "9f8b3c1d7a6e5f40c2b1";

        await run.AskAsync(browser, "/members/index.php", 200, ("Authorization", "Bearer " + Bearer));

        run.Secrets.Add("bearer token", Bearer);
        Assert.Contains(run.Gateway.Log.All, line => line.Text == "The application wrote to its error log: upstream=b line=\"token=*** cookie=PHPSESSID=*** authorization=Bearer ***\".");
    }

    private static async Task FailLoginsAsync(SecretRun run)
    {
        var nats = run.Gateway.Nats.Switches;
        await run.CallBackAsync(400, url => url + "&code=again");
        await run.CallBackAsync(400, url => url.Replace("code=", "error=server_error&code=", StringComparison.Ordinal));
        await run.CallBackAsync(400, url => url.Replace("iss=", "iss=https%3A%2F%2Fevil.example&x=", StringComparison.Ordinal));
        await run.CallBackAsync(400, url => url.Replace("state=", "state=x", StringComparison.Ordinal));
        await OtherBrowserAsync(run);
        foreach (var (error, status) in ((string, int)[])[("invalid_grant", 400), ("invalid_client", 502), ("invalid_request", 502)])
        {
            nats.Token.Refuse(error, times: 1);
            await run.CallBackAsync(status);
        }

        nats.Token.Drop(times: 1);
        await run.CallBackAsync(502);
        nats.Token.LoseAnswer(times: 1);
        await run.CallBackAsync(502);
        run.Gateway.Clock.Advance(TimeSpan.FromSeconds(40));   // past the breaker
        nats.Token.Fail(200, "no token response", times: 1);
        await run.CallBackAsync(502);
        nats.TokenResponse = answer => answer["id_token"] = answer["id_token"]!.GetValue<string>()[..^8] + "AAAAAAAA";
        await run.CallBackAsync(502);
        nats.TokenResponse = answer => answer.Remove("id_token");
        await run.CallBackAsync(502);
        nats.Reset();
        nats.UserInfo.Refuse("invalid_token", 401, times: 1);
        await run.CallBackAsync(502);
        nats.UserInfo.Fail(200, "{\"sub\":\"x\"}", "application/json", times: 1);
        await run.CallBackAsync(502);
        await run.CallBackAsync(403, member: "nina");
        run.Gateway.Clock.Advance(TimeSpan.FromSeconds(40));
    }

    private static async Task OtherBrowserAsync(SecretRun run)
    {
        var callback = await run.Gateway.NewBrowser().ReachCallbackAsync("alice");
        var thief = run.Gateway.NewBrowser();
        var again = await run.AskAsync(thief, callback, 302);
        run.Secrets.AddAddress(again.Header("Location"));
    }

    private static async Task FailSessionsAsync(SecretRun run)
    {
        var nats = run.Gateway.Nats.Switches;
        var browser = await run.CallBackAsync(302);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        nats.Token.Fail(500, times: 1);
        await run.AskAsync(browser, "/members/", 200);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        nats.Token.Refuse("invalid_client", 401, times: 1);
        await run.AskAsync(browser, "/members/", 200);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        nats.RefuseRefreshes = "invalid_grant";
        await run.AskAsync(browser, "/members/", 302);
        nats.Reset();

        var other = await run.CallBackAsync(302);
        run.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        nats.UserInfo.Fail(500, times: 1);
        await run.AskAsync(other, "/members/", 200);
        nats.Reset();
    }

    private static async Task FailPartsAsync(SecretRun run, Browser browser)
    {
        run.Gateway.Area.Answers["/members/broken"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await run.AskAsync(browser, "/members/broken", 502);
        run.Store.Fault = () => new SessionStoreUnavailableException("no answer for " + browser.SessionCookie);
        await run.AskAsync(browser, "/members/", 503);
        await run.AskAsync(browser, $"{Vanity}?logout=/", 503);
        run.Store.Fault = () => new InvalidOperationException($"a fault with {browser.SessionCookie} in its text, and {SecretRun.Passphrase}", new FormatException(browser.SessionCookie));
        await run.AskAsync(browser, "/members/", 500);
        run.Store.Fault = null;
    }

    private static async Task LogOutAsync(SecretRun run, Browser browser)
    {
        run.Gateway.Nats.Switches.Revocation.Fail(500);
        await run.AskAsync(browser, $"{Vanity}?logout=/members/", 200, ("Sec-Fetch-Site", "cross-site"));
        await run.AskAsync(browser, $"{Vanity}?logout=/members/", 302);
        await VanityStage.RevokedAsync(run.Gateway);
        Assert.NotEqual(0, run.Gateway.Nats.Ledger.Count(NatsEndpoint.Revocation));
    }

    private static async Task LogOutByProviderAsync(SecretRun run)
    {
        var lies = LogoutTokenLies.All.Values.Where(lie => lie.Reason != "logout_token_other_member").Select(lie => (lie.Forge(run.Gateway.Nats), 400));
        foreach (var (token, status) in lies.Append((LogoutTokens.Of(run.Gateway, "alice"), 200)))
        {
            if (token.Length > 40) run.Secrets.Add("logout_token", token);
            var answer = await LogoutTokens.SendAsync(run.Gateway, token);
            Assert.Equal(status, answer.Status);
            run.Note(run.Gateway.NewBrowser(), answer);
            await run.AskAsync(run.Gateway.NewBrowser(), $"{LogoutTokens.Link}&logout_token={token}", 400);
        }
    }

    // The store's own way to be away, with its own words.
    private static async Task LoseStoreAsync(SecretRun run)
    {
        var browser = await run.CallBackAsync(302);
        await run.Server.KillAsync();
        await run.AskAsync(browser, "/members/", 503);
        await run.AskAsync(run.Gateway.NewBrowser(), "/members/", 503);
    }

    // A search for nothing finds nothing.
    private static void AssertCollected(Secrets secrets)
    {
        foreach (var name in (ReadOnlySpan<string>)
                 ["client secret", "passphrase", "Redis password", "code", "state", "nonce", "code_verifier", "access_token", "refresh_token", "id_token", "logout_token", "authorization", "cookie __Host-gateway", "cookie __Host-gateway-login", "cookie PHPSESSID", "bearer token",
                  "upstream secret", "OIDC-Gateway-Secret", "OIDC-Gateway-Assertion", "OIDC-Gateway-Assertion payload"])
            Assert.True(secrets.Has(name), "no " + name + " came up in the run");
        Assert.True(secrets.Count > 60, $"only {secrets.Count} secrets came up");
    }
}
