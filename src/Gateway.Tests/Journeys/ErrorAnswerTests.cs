using System.Net;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>How Gateway says no and that something is broken: pages, templates, scripts, faults of its own and of its store.</summary>
public sealed class ErrorAnswerTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Secret = "secret-of-the-exception";

    [Fact]
    public async Task A_page_carries_the_headers_and_a_number_that_finds_its_line()
    {
        var gateway = await stage.FreshAsync();

        var page = await gateway.NewBrowser().GetAsync("/members%2Ffull/");
        var script = await gateway.NewBrowser().ScriptAsync("/members%2Ffull/");
        var head = await gateway.NewBrowser().SendAsync("HEAD", "/members%2Ffull/", null);

        VanityStage.AssertRefused(gateway, page, 400, "path_refused");
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        VanityStage.AssertRefused(gateway, script, 400, "path_refused");
        Assert.Equal("application/json", script.Header("Content-Type"));
        Assert.Equal("path_refused", script.Json.GetProperty("error").GetString());
        Assert.NotEqual(VanityStage.ReferenceOf(page), VanityStage.ReferenceOf(script));
        Assert.Equal((400, 0), (head.Status, head.Bytes.Length));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("<title>%s</title><p class=\"x\" title=\"%s\">")]
    [InlineData("<script>var a='%s', b=\"%s\"</script>")]
    [InlineData("%s|%s {0} $1 %d")]
    public async Task E38_A_template_is_filled_once_each_and_encoded(string template)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Pages"]!["ErrorTemplate"] = file);
        File.Delete(file);
        var login = await SealedLogin.StartAsync(gateway, "/members/");
        const string Code = "%s{0}$1\"'<b>&";
        const string Description = "%s {1} $& \"'><script>alert(1)</script>&amp;";

        var page = await login.Browser.GetAsync(GatewayHost.Vanity + "?" + Parameters.Write(
            [new("error", Code), new("error_description", Description), new("state", login.State), new("iss", gateway.Nats.Issuer)]));

        VanityStage.AssertRefused(gateway, page, 400, "op_error");
        Assert.Equal("frame-ancestors 'none'", page.Header("Content-Security-Policy"));
        var parts = template.Split("%s");
        Assert.StartsWith(parts[0], page.Text, StringComparison.Ordinal);
        Assert.EndsWith(parts[2], page.Text, StringComparison.Ordinal);
        var filled = page.Text[parts[0].Length..^parts[2].Length].Split(parts[1]);
        Assert.Equal(2, filled.Length);
        Assert.Equal("The sign-in service refused", WebUtility.HtmlDecode(filled[0]));
        Assert.Equal($"{Description} ({Code}) (Reference: {VanityStage.ReferenceOf(page)})", WebUtility.HtmlDecode(filled[1]));
        Assert.All(filled, text => Assert.DoesNotContain(text, c => c is '<' or '>' or '"' or '\''));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_template_page_that_waits_tries_again_by_itself()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "<h1>%s</h1>%s", TestContext.Current.CancellationToken);
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Pages"]!["ErrorTemplate"] = file);
        File.Delete(file);
        gateway.Nats.Switches.Down = true;

        var page = await gateway.NewBrowser().GetAsync("/members/");

        Assert.Equal((503, "10", "10"), (page.Status, page.Header("Retry-After"), page.Header("Refresh")));
        Assert.StartsWith("<h1>Sign-in is briefly unavailable</h1>", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members/")]
    [InlineData("/members/vanity.php?info=json")]
    [InlineData("/members/vanity.php?logout=/")]
    public async Task A_fault_of_our_own_is_a_500_that_tells_nothing(string target)
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);
        store!.Fault = () => new InvalidOperationException(Secret);

        var page = await browser.GetAsync(target);
        var script = await browser.ScriptAsync(target);

        foreach (var answer in new[] { page, script })
        {
            VanityStage.AssertRefused(gateway, answer, 500, "internal_error", target);
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
            Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains(VanityStage.ReferenceOf(answer), StringComparison.Ordinal));
        }

        Assert.Equal("internal_error", script.Json.GetProperty("error").GetString());
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains("(InvalidOperationException)", StringComparison.Ordinal) && line.Text.Contains("BrokenStore", StringComparison.Ordinal));
        store.Fault = null;
        await VanityStage.AssertSignedInAsync(browser);
    }

    [Fact]
    public async Task I01_A_visitor_is_not_sent_to_the_op_while_the_store_is_away()
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = gateway.NewBrowser();
        Assert.Equal(302, (await gateway.NewBrowser().GetAsync("/members/")).Status);
        VanityStage.Forget(gateway);
        store!.Fault = () => new SessionStoreUnavailableException(Secret) { Outage = StoreOutage.Credentials };

        VanityStage.AssertRefused(gateway, await browser.GetAsync("/members/"), 503, "session_store_unavailable");
        VanityStage.AssertRefused(gateway, await browser.ScriptAsync("/members/"), 503, "session_store_unavailable");
        Assert.Contains(gateway.Log.Warnings, line => line.Text.EndsWith("detail=\"store_credentials\"", StringComparison.Ordinal));
        Assert.Equal(200, (await browser.GetAsync("/")).Status);
        Assert.Empty(gateway.Nats.Ledger.Calls);

        store.Fault = null;
        Proof.Login(gateway, await browser.GetAsync("/members/"));
    }

    [Theory]
    [InlineData("/members/", "session_store_unavailable")]
    [InlineData("/members/full/", "session_store_unavailable")]
    [InlineData("/members/vanity.php?info=json", "session_store_unavailable")]
    [InlineData("/members/vanity.php?logout=/", "logout_not_stored")]
    [InlineData("/members/vanity.php?logout=img", "logout_not_stored")]
    [InlineData("/members/vanity.php?refresh=/&access_token=x", "session_store_unavailable")]
    [InlineData("callback", "session_store_unavailable")]
    public async Task A_store_that_is_away_is_a_503_with_the_cookie_untouched_and_no_way_to_the_op(string target, string reason)
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie;
        if (target == "callback")
        {
            browser = gateway.NewBrowser();
            target = await browser.ReachCallbackAsync("alice");
            cookie = null;
        }

        VanityStage.Forget(gateway);
        store!.Fault = () => new SessionStoreUnavailableException(Secret);

        var page = await browser.GetAsync(target);
        var script = await browser.ScriptAsync(target);

        foreach (var answer in new[] { page, script })
        {
            VanityStage.AssertRefused(gateway, answer, 503, reason, target);
            Assert.Equal("5", answer.Header("Retry-After"));
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }

        if (reason == "session_store_unavailable")   // read by visitors too, who never were signed in
            Assert.Contains("Who is signed in cannot be looked up right now. Nobody is signed out by this; the page tries again by itself.", page.Text, StringComparison.Ordinal);
        Assert.Equal("5", page.Header("Refresh"));   // the page tries again by itself
        Assert.Null(script.Header("Refresh"));
        Assert.Equal(reason, script.Json.GetProperty("error").GetString());
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(200, (await browser.GetAsync("/")).Status);   // public pages need no store

        store.Fault = null;
        if (cookie is null) Assert.Equal("https://a.example/members/", (await browser.GetAsync(target)).Header("Location"));
        else await VanityStage.AssertSignedInAsync(browser);
    }
}
