using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>What a session does not hang on, what ends it, how much it may hold, and which answer alone sets its cookie (corpus C24, C39, C46, C47).</summary>
public sealed class SessionAnswerTests
{
    [Fact]
    public async Task C24_Session_is_good_from_another_address_and_another_browser()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["TrustedProxies"] = new JsonArray("127.0.0.1"));
        var cookie = ("Cookie", "__Host-gateway=" + (await gateway.SignedInAsync("alice")).SessionCookie);

        foreach (var (address, program) in new[] { ("203.0.113.7", "Mozilla/5.0 (iPhone)"), ("2001:db8::9", "curl/8"), ("203.0.113.7", "") })
        {
            var page = await gateway.NewBrowser().GetAsync(Full, cookie, ("X-Forwarded-For", address), ("User-Agent", program));

            Assert.Equal(200, page.Status);
            Assert.Equal(("alice", address), (gateway.Area.Last(Full)["Remote-User"], gateway.Area.Last(Full)["X-Forwarded-For"]));
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C39_Refused_refresh_ends_the_session_at_once_however_much_is_clicked()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        gateway.Pass(5);

        var clicks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.GetAsync(Page)));
        Assert.All(clicks, click => gateway.AssertLogin(click));
        for (var i = 0; i < 5; i++) gateway.AssertLogin(await browser.GetAsync(Page));
        AssertScriptLogin(await browser.ScriptAsync(Page));
        await VanityStage.AssertDeadAsync(gateway, cookie);
        Assert.Equal(1, gateway.Refreshes());

        Assert.Equal(200, (await browser.SignInAsync("alice")).Status);   // one login, and no loop
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("invalid_grant")]
    [InlineData("access_denied")]
    [InlineData("login_required")]
    [InlineData("interaction_required")]
    [InlineData("consent_required")]
    public async Task C39_Kept_session_posts_no_more_and_its_maximum_duration_ends_it_however_much_is_clicked(string error)
    {
        await using var gateway = await KeepingAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        gateway.Nats.Switches.RefuseRefreshes = error;
        gateway.Pass(5);

        for (var minute = 5; minute < 60; minute++)
        {
            var token = (await gateway.SeeAsync(browser)).Token();
            Assert.Equal("/members/back.php?error_code=refresh_failed", (await browser.RefreshLinkAsync(token)).Header("Location"));
            if (minute < 10) await gateway.SeeAsync(browser, Full);
            else
            {
                gateway.AssertLogin(await browser.GetAsync(Full));   // claims too old: a new login
                AssertScriptLogin(await browser.ScriptAsync(Full));
            }

            gateway.Pass(minute == 59 ? 0 : 1);
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        await gateway.SeeAsync(browser);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        gateway.AssertLogin(await browser.GetAsync(Page));
        AssertScriptLogin(await browser.ScriptAsync(Page));
        await VanityStage.AssertDeadAsync(gateway, cookie);
        Assert.Equal((1, 0), (gateway.Refreshes(), gateway.UserInfos()));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C39_Kept_session_ends_by_its_idleness_and_not_before()
    {
        await using var gateway = await KeepingAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie!;
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        gateway.Pass(5);
        await gateway.SeeAsync(browser);

        // Half an hour without a click, and one step on top.
        gateway.Pass(23);
        await gateway.SeeAsync(browser);
        gateway.Pass(30);
        await gateway.SeeAsync(browser);
        await using var idle = await KeepingAsync();
        var other = await idle.SignedInAndForgottenAsync();
        idle.Nats.Switches.RefuseRefreshes = "invalid_grant";
        idle.Pass(5);
        await idle.SeeAsync(other);
        idle.Pass(31);

        idle.AssertLogin(await other.GetAsync(Page));
        AssertScriptLogin(await other.ScriptAsync(Page));
        await VanityStage.AssertDeadAsync(idle, other.SessionCookie!);
        await VanityStage.AssertSignedInAsync(browser);
        Assert.Equal((cookie, 1, 1), (browser.SessionCookie, gateway.Refreshes(), idle.Refreshes()));
        gateway.AssertQuiet();
        idle.AssertQuiet();
    }

    [Fact]
    public async Task C39_Claims_of_a_kept_session_wait_for_an_OP_that_is_away_instead_of_a_login()
    {
        await using var gateway = await KeepingAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.RefuseRefreshes = "invalid_grant";
        gateway.Pass(5);
        await gateway.SeeAsync(browser);
        gateway.Pass(6);
        var callbacks = new List<(Browser Browser, string Url)>();
        for (var i = 0; i < 5; i++)
        {
            var visitor = gateway.NewBrowser();
            callbacks.Add((visitor, await visitor.ReachCallbackAsync("bob")));
        }

        gateway.Nats.Switches.Down = true;
        foreach (var (visitor, url) in callbacks) await visitor.GetAsync(url);   // by now it is known to be away

        Proof.ErrorPage(gateway, await browser.GetAsync(Full), 503, "sign_in_unavailable");
        Assert.Equal(503, (await browser.ScriptAsync(Full)).Status);
        await gateway.SeeAsync(browser);
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        gateway.AssertLogin(await browser.GetAsync(Full));
        Assert.Equal(1, gateway.Refreshes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C46_More_claims_than_the_limit_make_no_session_and_the_line_names_it(bool asJwt)
    {
        await using var gateway = await ClaimingAsync(asJwt, 300);

        await RefusedLogin.AssertAsync(gateway, "op_answer_too_large", 502, userInfoCalls: 1);

        Assert.Contains("larger than 256 KiB", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C46_As_many_claims_as_the_limit_allows_are_stored_whole()
    {
        await using var gateway = await ClaimingAsync(asJwt: false, 250);
        var browser = await gateway.SignedInAsync("alice");

        var info = (await browser.GetAsync(GatewayHost.Vanity + "?info=json")).Json.GetProperty("userinfo");

        Assert.Equal(250 * 1024, info.GetProperty("big").GetString()!.Length);
        Assert.Equal("0", info.GetProperty("trial").GetString());
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);
    }

    [Fact]
    public async Task C47_The_login_alone_sets_the_session_cookie()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Tokens"] = new JsonObject { ["RefreshBeforeExpiry"] = "0", ["UserInfoRefreshInterval"] = "2m" };   // each is waited for
            site["Info"] = new JsonArray("userinfo");
        });
        foreach (var file in (string[])["/members/style.css", "/style.css"])
        {
            gateway.Area.Answers[file] = context =>
            {
                context.Response.Headers.CacheControl = "public, max-age=3600";
                return Task.CompletedTask;
            };
        }

        var browser = gateway.NewBrowser();
        var login = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));
        var line = Assert.Single(login.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Assert.Equal("no-store", login.Header("Cache-Control"));
        Assert.DoesNotContain("expires", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("max-age", line, StringComparison.OrdinalIgnoreCase);

        for (var minute = 0; minute < 12; minute++)
        {
            var token = (await gateway.SeeAsync(browser)).Token();
            var answers = new List<Answer> { await browser.RefreshLinkAsync(minute % 3 == 0 ? token : "another"), await browser.ScriptAsync(Page) };
            foreach (var page in (string[])["/members/style.css", "/style.css", "/", Full, "/members//x", "/members/%2F", GatewayHost.Vanity, GatewayHost.Vanity + "?info=json"])
                answers.Add(await browser.GetAsync(page));

            Assert.All(answers, answer => Assert.DoesNotContain(answer.SetCookies, set => set.StartsWith("__Host-gateway=", StringComparison.Ordinal)));
            gateway.Pass(1);
        }

        Assert.True(gateway.Refreshes() > 3);
        Assert.True(gateway.UserInfos() > 3);
    }

    private static Task<GatewayHost> KeepingAsync() => GatewayHost.StartAsync(site =>
    {
        site["Session"] = new JsonObject { ["InactivityTimeout"] = "30m", ["MaxDuration"] = "1h" };
        site["Tokens"] = new JsonObject { ["OnRefreshRefused"] = "Keep", ["RefreshBeforeExpiry"] = "0" };
    });

    // A member with one claim of so many KiB.
    private static async Task<GatewayHost> ClaimingAsync(bool asJwt, int size)
    {
        var gateway = await GatewayHost.StartAsync(
            site =>
            {
                if (!asJwt) site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg");
                site["Info"] = new JsonArray("userinfo");
            },
            nats: options => options with { Clients = [.. options.Clients.Select(client => client with { SignedUserInfo = asJwt })] });
        gateway.Nats.Switches.UserInfoClaims = claims => claims["big"] = new string('x', size * 1024);
        return gateway;
    }
}
