using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a page of another site, or a browser that fetches ahead, can do to a signed-in member: nothing.</summary>
public sealed partial class ForeignPageTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private static readonly (string, string) CrossSite = ("Sec-Fetch-Site", "cross-site");

    [Theory]
    [InlineData("image")]
    [InlineData("iframe")]
    [InlineData("script")]
    [InlineData("style")]
    [InlineData("empty")]
    [InlineData("object")]
    public async Task E20_What_a_foreign_page_loads_ends_nothing_where_the_cookie_goes_everywhere(string destination)
    {
        await using var gateway = await GatewayHost.StartAsync(
            site: site => site["Session"] = new JsonObject { ["Cookie"] = new JsonObject { ["SameSite"] = "None" } });
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);

        foreach (var value in (string[])["/", "", "get", "img"])
        {
            var answer = await browser.GetAsync($"{VanityStage.Vanity}?logout={value}", CrossSite, ("Sec-Fetch-Dest", destination), ("Sec-Fetch-Mode", "no-cors"));

            Assert.Equal(200, answer.Status);
            Assert.Empty(answer.SetCookies);
            VanityStage.AssertOwn(answer);
            await VanityStage.AssertSignedInAsync(browser, value);
        }

        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E21_A_link_of_a_foreign_page_gets_a_question_with_one_button()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;
        VanityStage.Forget(gateway);

        var question = await browser.GetAsync(VanityStage.Vanity + "?logout=/bye.php%3Fa=1%26b=2", CrossSite, ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"));

        Assert.Equal(200, question.Status);
        VanityStage.AssertOwn(question);
        Assert.Empty(question.SetCookies);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        await VanityStage.AssertSignedInAsync(browser);
        Assert.Single(Button().Matches(question.Text));
        var action = System.Net.WebUtility.HtmlDecode(Form().Match(question.Text).Groups[1].Value);
        Assert.Equal(VanityStage.Vanity + "?logout=/bye.php%3Fa=1%26b=2", action);

        // What makes the button work in a browser: it names our origin, and the way on to the OP is not cut off.
        Assert.Equal("same-origin", question.Header("Referrer-Policy"));
        Assert.DoesNotContain("form-action", question.Header("Content-Security-Policy"), StringComparison.Ordinal);

        var answer = await browser.PostAsync(action, "", ("Origin", "https://a.example"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(302, answer.Status);
        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.EndSessionPath, answer.Header("Location"), StringComparison.Ordinal);
        await VanityStage.AssertDeadAsync(gateway, cookie);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E21_The_button_leads_to_this_site_however_the_link_was_spelled()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");

        var question = await browser.GetAsync("//members/vanity.php?logout=/", CrossSite);

        Assert.Equal(VanityStage.Vanity + "?logout=/", Form().Match(question.Text).Groups[1].Value);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("https://evil.example", "cross-site", false)]
    [InlineData("https://evil.example", "", false)]
    [InlineData("https://a.example", "cross-site", false)]
    [InlineData("http://a.example", "", false)]
    [InlineData("https://a.example:8443", "", false)]
    [InlineData("https://evil.a.example", "same-site", false)]
    [InlineData("null", "", false)]
    [InlineData("null", "cross-site", false)]
    [InlineData("null", "same-origin", true)]
    [InlineData("https://a.example", "", true)]
    [InlineData("https://a.example", "same-origin", true)]
    [InlineData("https://www.a.example", "same-site", true)]
    [InlineData("", "same-origin", true)]
    [InlineData("", "", true)]
    public async Task E21_The_button_is_believed_from_this_site_only(string origin, string from, bool ends)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;

        var answer = await browser.PostAsync(VanityStage.Vanity + "?logout=/", "", (origin.Length > 0 ? "Origin" : "", origin), (from.Length > 0 ? "Sec-Fetch-Site" : "", from));

        Assert.Equal(ends ? 302 : 200, answer.Status);
        if (ends) await VanityStage.AssertDeadAsync(gateway, cookie);
        else await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("same-site")]
    [InlineData("none")]
    [InlineData("")]
    public async Task E21_Links_of_the_site_itself_log_out_at_once(string from)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var cookie = browser.SessionCookie!;

        var answer = await browser.GetAsync(VanityStage.Vanity + "?logout=/", (from.Length > 0 ? "Sec-Fetch-Site" : "", from));

        Assert.Equal(302, answer.Status);
        await VanityStage.AssertDeadAsync(gateway, cookie, from);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Purpose", "prefetch")]
    [InlineData("X-Moz", "prefetch")]
    public async Task E21_A_fetch_ahead_has_no_effect(string name, string value)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var other = gateway.NewBrowser();
        var callback = await other.ReachCallbackAsync("bob");
        VanityStage.Forget(gateway);

        foreach (var (who, target) in new[]
        {
            (browser, VanityStage.Vanity + "?logout=/"), (browser, VanityStage.Vanity + "?logout=get"), (browser, VanityStage.Vanity + "?logout=img"),
            (browser, $"{VanityStage.Vanity}?refresh=/&access_token={token}"), (other, callback),
        })
        {
            var (page, script) = (await who.GetAsync(target, (name, value)), await who.GetAsync(target, (name, value), ("X-Requested-With", "XMLHttpRequest")));

            VanityStage.AssertRefused(gateway, page, 503, "vanity_prefetch", target);
            VanityStage.AssertRefused(gateway, script, 503, "vanity_prefetch", target);
            Assert.Equal(("text/html; charset=utf-8", "application/json"), (page.Header("Content-Type"), script.Header("Content-Type")));
            Assert.Equal("vanity_prefetch", script.Json.GetProperty("error").GetString());

            // Unlike every other 503 these say nothing of coming again: a page that loads itself anew would in the end sign its member out.
            foreach (var answer in (Answer[])[page, script]) Assert.Equal((null, null), (answer.Header("Retry-After"), answer.Header("Refresh")));
        }

        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        Assert.Equal("https://a.example/members/", (await other.GetAsync(callback)).Header("Location"));   // the state was not spent
        Assert.NotNull(other.SessionCookie);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("", "no_access_token")]
    [InlineData("&access_token=guessed", "no_access_token_match")]
    [InlineData("&access_token=", "no_access_token_match")]
    public async Task E22_A_foreign_link_to_the_refresh_calls_nobody(string token, string code)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync($"{VanityStage.Vanity}?refresh=/members/{token}", CrossSite);

        Assert.Equal((302, "/members/?error_code=" + code), (answer.Status, answer.Header("Location")));
        VanityStage.AssertOwn(answer);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E22_Nor_does_one_that_has_come_by_the_token()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var link = await browser.GetAsync($"{VanityStage.Vanity}?refresh=/members/&access_token={token}", CrossSite);
        var form = await browser.PostAsync(VanityStage.Vanity + "?refresh=/members/", "access_token=" + token, ("Origin", "https://evil.example"));

        foreach (var answer in new[] { link, form }) Assert.Equal((302, "/members/?error_code=no_access_token_match"), (answer.Status, answer.Header("Location")));
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E23_A_foreign_page_learns_nothing_from_info()
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Info"] = new JsonArray("userinfo", "remote_user"));
        var browser = await gateway.SignedInAsync("alice");

        var own = await browser.GetAsync(VanityStage.Vanity + "?info=json", ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"));
        Assert.Equal(200, own.Status);
        AssertClosed(own);
        Assert.Equal("application/json", own.Header("Content-Type"));

        foreach (var (destination, mode) in new[] { ("empty", "cors"), ("script", "no-cors"), ("iframe", "navigate"), ("document", "navigate") })
        {
            var foreign = await browser.GetAsync(VanityStage.Vanity + "?info=json", CrossSite, ("Sec-Fetch-Dest", destination), ("Sec-Fetch-Mode", mode), ("Origin", "https://evil.example"));

            Assert.Equal((403, 0), (foreign.Status, foreign.Bytes.Length));
            AssertClosed(foreign);
        }

        Assert.Contains(gateway.Log.All, line => line.Text.Contains("(info_foreign_page, 403)", StringComparison.Ordinal));
        gateway.AssertQuiet();

        static void AssertClosed(Answer answer)
        {
            VanityStage.AssertOwn(answer);
            Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy"));
            Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\">")]
    private static partial Regex Form();

    [GeneratedRegex("<button")]
    private static partial Regex Button();
}
