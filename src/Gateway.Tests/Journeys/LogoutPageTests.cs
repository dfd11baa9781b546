using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a browser shows after a logout: nothing that it saw before, and no second session by accident.</summary>
public sealed class LogoutPageTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Kept = "/members/kept.php";

    [Theory]
    [InlineData("", "")]                                                    // a restored tab
    [InlineData("Cache-Control", "max-age=0")]                              // reload
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("If-None-Match", "\"1\"")]                                  // revalidation
    [InlineData("If-Modified-Since", "Tue, 01 Jan 2030 00:00:00 GMT")]
    public async Task E46_Page_seen_before_a_logout_leads_to_a_login_after_it(string name, string value)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        gateway.Area.Answers[Kept] = context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            if (context.Request.Headers.IfNoneMatch.Count + context.Request.Headers.IfModifiedSince.Count > 0) context.Response.StatusCode = 304;
            return Task.CompletedTask;
        };
        var before = await browser.GetAsync(Kept, (name, value));
        var cookie = browser.SessionCookie!;
        await browser.GetAsync(Link("/"));
        VanityStage.Forget(gateway);

        var after = await browser.GetAsync(Kept, (name, value));
        var copied = await gateway.NewBrowser().GetAsync(Kept, (name, value), ("Cookie", "__Host-gateway=" + cookie));

        gateway.Area.Answers.Clear();
        Assert.Equal(name.StartsWith("If-", StringComparison.Ordinal) ? 304 : 200, before.Status);
        foreach (var answer in new[] { after, copied }) Proof.Login(gateway, answer, name);
        Assert.Empty(gateway.Area.Requests);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task E46_A_site_may_have_the_browser_drop_its_pages(bool? setting)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site =>
        {
            if (setting is { } clear) site["Logout"] = new JsonObject { ["ClearSiteCache"] = clear };
        });

        foreach (var value in (string[])["/", "", "get", "img"])
        {
            var browser = await gateway.SignedInAsync("alice");
            var asked = await browser.GetAsync(Link(value), ("Sec-Fetch-Site", "cross-site"));
            var refused = await browser.GetAsync(Link("//evil.example"));
            var ended = await browser.GetAsync(Link(value));

            Assert.Null(asked.Header("Clear-Site-Data"));
            Assert.Null(refused.Header("Clear-Site-Data"));
            Assert.Equal(setting == true ? "\"cache\"" : null, ended.Header("Clear-Site-Data"));
            Assert.Null(browser.SessionCookie);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E47_Landing_page_behind_a_rule_leads_to_a_login_and_the_old_session_stays_dead()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.MetadataDocument = document => document.Remove("end_session_endpoint");   // the OP's own session lives on
        var browser = await gateway.SignedInAsync("alice");
        var old = browser.SessionCookie!;

        var logout = await browser.GetAsync(Link("/members/"));
        var landing = await browser.FollowAsync(logout);
        Proof.Login(gateway, landing);
        Assert.Null(Proof.AuthorizationRequest(landing)["prompt"]);   // not every OP knows the word
        await VanityStage.AssertDeadAsync(gateway, old);
        var callback = await browser.AnswerOfProviderAsync(landing, "alice");
        await browser.GetAsync(callback);

        Assert.Equal((302, "/members/"), (logout.Status, logout.Header("Location")));
        Assert.NotEqual(old, browser.SessionCookie);
        await VanityStage.AssertSignedInAsync(browser);
        await VanityStage.AssertDeadAsync(gateway, old);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("get")]
    [InlineData("img")]
    public async Task E47_With_the_option_the_next_login_of_that_browser_asks_for_the_password(string value)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Login"] = new JsonObject { ["PromptAfterLogout"] = true });
        var browser = await gateway.SignedInAsync("alice");
        var other = await gateway.SignedInAsync("bob");
        other.Cookies.Clear();

        var logout = await browser.GetAsync(Link(value));
        var mark = Assert.Single(logout.SetCookies, line => line.StartsWith("gateway-logged-out=1;", StringComparison.Ordinal));
        var start = await browser.GetAsync("/members/");
        var first = Proof.AuthorizationRequest(start);
        var second = Proof.AuthorizationRequest(await browser.GetAsync("/members/"));
        var others = Proof.AuthorizationRequest(await other.GetAsync("/members/"));

        Assert.Equal("gateway-logged-out=1; max-age=60; path=/; secure; samesite=lax; httponly", mark);
        Assert.Equal("login", first["prompt"]);
        Assert.Null(second["prompt"]);
        Assert.Null(others["prompt"]);
        Assert.Equal("upstream:/members/", (await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"))).Text);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/bye.php?a=b", "https://a.example/bye.php?a=b", "/bye.php?a=b")]
    [InlineData("https://www.example.com/", "https://www.example.com/", "https://www.example.com/")]
    public async Task Logout_that_names_no_page_leads_to_the_landing_page(string setting, string atOp, string direct)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Logout"] = new JsonObject { ["LandingPage"] = setting });
        var browser = await gateway.SignedInAsync("alice");

        var ended = await browser.GetAsync(Link(""));
        var without = await browser.GetAsync(Link(""));
        var named = await browser.GetAsync(Link("/other.php"));
        var embedded = await browser.GetAsync(Link("get"));

        Assert.Equal(atOp, Parameters.Parse(ended.Location!.Query)["post_logout_redirect_uri"]);
        Assert.Equal((302, direct), (without.Status, without.Header("Location")));
        Assert.Equal((302, "/other.php"), (named.Status, named.Header("Location")));
        Assert.Equal((200, null), (embedded.Status, embedded.Header("Location")));
        gateway.AssertQuiet();
    }

    private static string Link(string value) => $"{VanityStage.Vanity}?logout={Uri.EscapeDataString(value)}";
}
