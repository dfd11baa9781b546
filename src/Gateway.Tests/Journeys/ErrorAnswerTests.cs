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
        var gateway = stage.Fresh();

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

    [Theory]
    [InlineData("/members/")]
    [InlineData("/members/full/")]
    [InlineData("/members/vanity.php?info=json")]
    [InlineData("/members/vanity.php?logout=/")]
    [InlineData("/members/vanity.php?logout=img")]
    [InlineData("/members/vanity.php?refresh=/&access_token=x")]
    [InlineData("callback")]
    public async Task A_store_that_is_away_is_a_503_with_the_cookie_untouched_and_no_way_to_the_op(string target)
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
            VanityStage.AssertRefused(gateway, answer, 503, "session_store_unavailable", target);
            Assert.Equal("5", answer.Header("Retry-After"));
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal("5", page.Header("Refresh"));   // the page tries again by itself
        Assert.Null(script.Header("Refresh"));
        Assert.Equal("session_store_unavailable", script.Json.GetProperty("error").GetString());
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(200, (await browser.GetAsync("/")).Status);   // public pages need no store

        store.Fault = null;
        if (cookie is null) Assert.Equal("https://a.example/members/", (await browser.GetAsync(target)).Header("Location"));
        else await VanityStage.AssertSignedInAsync(browser);
    }

    /// <summary>A store that throws what it is told, and works otherwise.</summary>
    private sealed class BrokenStore(ISessionStore store) : ISessionStore
    {
        public Func<Exception>? Fault { get; set; }

        private ISessionStore Store => Fault is { } fault ? throw fault() : store;

        public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => await Store.FindAsync(key, cancellationToken);

        public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
            await Store.CreateAsync(key, body, lifetime, cancellationToken);

        public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
            await Store.ReplaceAsync(key, version, body, cancellationToken);

        public async ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => await Store.TouchAsync(key, lifetime, cancellationToken);

        public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => await Store.RemoveAsync(key, cancellationToken);

        public async ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
            await Store.ClaimOnceAsync(key, lifetime, cancellationToken);

        public async ValueTask PingAsync(CancellationToken cancellationToken) => await Store.PingAsync(cancellationToken);
    }
}
