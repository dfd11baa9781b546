using System.Net;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Rules;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Every redirect target of the corpus's part E.1 over every way by which one comes in: the refresh link, the logout link, and the return
/// path of a login.
/// </summary>
public sealed partial class RedirectTargetTests(VanityStage stage) : IClassFixture<VanityStage>
{
    [Fact]
    public Task E01_A_second_slash_or_backslash_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E01);

    [Fact]
    public Task E02_What_neither_begins_with_a_slash_nor_is_absolute_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E02);

    [Fact]
    public Task E03_Other_origins_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E03);

    [Fact]
    public Task E04_Another_scheme_or_port_of_the_same_host_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E04);

    [Fact]
    public async Task E04_Http_of_the_https_site_is_followed_as_https()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);

        var refreshed = await browser.GetAsync(Refresh("http://a.example/x", token));
        var loggedOut = await gateway.NewBrowser().GetAsync(Logout("http://a.example/x"));

        Assert.Equal("https://a.example/x", refreshed.Header("Location"));
        Assert.Equal("https://a.example/x", loggedOut.Header("Location"));
        var login = await SealedLogin.StartAsync(gateway, "http://a.example/x");
        var landed = await login.Browser.GetAsync(await login.ReachCallbackAsync(gateway, "alice"));
        Assert.Equal("https://a.example/", landed.Header("Location"));   // a state of ours holds a path
        gateway.AssertQuiet();
    }

    [Fact]
    public Task E05_User_information_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E05);

    [Fact]
    public Task E06_Schemes_that_run_or_read_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E06);

    [Fact]
    public Task E07_Malformed_absolute_urls_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E07);

    [Fact]
    public Task E08_Control_bytes_and_leading_blanks_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E08);

    [Fact]
    public Task E09_Encoded_separators_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E09);

    [Fact]
    public Task E10_Dot_segments_that_end_in_an_empty_segment_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E10);

    [Fact]
    public Task E11_Confusable_characters_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E11);

    [Fact]
    public Task E12_Hosts_written_with_tricks_lead_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E12);

    [Fact]
    public Task E13_A_fragment_hides_nothing() => RefusedEverywhereAsync(ReturnUrlPayloads.E13);

    [Fact]
    public Task E13_A_fragment_or_query_on_our_host_is_sent_unchanged() => AcceptedEverywhereAsync(ReturnUrlPayloads.E13Accepted);

    [Fact]
    public Task E14_Markup_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E14);

    [Fact]
    public async Task E14_Legal_path_bytes_are_accepted_and_encoded_where_they_are_shown()
    {
        const string Legal = "/members/'-alert(1)-'";
        await AcceptedEverywhereAsync([Legal]);
        var gateway = await stage.FreshAsync();
        var refused = await SealedLogin.StartAsync(gateway, Legal);

        var page = await refused.Browser.GetAsync(refused.Refusal(gateway));
        var question = await gateway.NewBrowser().GetAsync($"{VanityStage.Vanity}?logout={Legal}", ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(Legal, LinkOf(page));
        foreach (var shown in new[] { page, question })
        {
            Assert.Contains("&#x27;-alert(1)-&#x27;", shown.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("'-alert(1)-'", shown.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task E15_An_endless_target_leads_nowhere()
    {
        var gateway = await stage.FreshAsync();
        var endless = "/" + new string('a', 5000);
        await RefusedByLinksAsync(gateway, [endless]);
        gateway.Nats.Ledger.Clear();

        var login = await SealedLogin.StartAsync(gateway, endless);
        var answer = await login.Browser.GetAsync($"{VanityStage.Vanity}?code=good&state={login.State}&iss={Uri.EscapeDataString(gateway.Nats.Issuer)}");

        VanityStage.AssertRefused(gateway, answer, 400, "callback_state_unknown");   // no state of ours is that long
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Null(login.Browser.SessionCookie);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("refresh=/a&refresh=//evil.example&access_token=TOKEN", "vanity_invalid")]
    [InlineData("refresh=//evil.example&refresh=/a&access_token=TOKEN", "vanity_invalid")]
    [InlineData("refresh=/members/&refresh=/members/&access_token=TOKEN", "vanity_invalid")]
    [InlineData("refresh=/a&access_token=TOKEN&access_token=x", "vanity_invalid")]
    [InlineData("logout=/a&logout=//evil.example", "vanity_invalid")]
    [InlineData("logout=//evil.example&logout=/a", "vanity_invalid")]
    [InlineData("REFRESH=//evil.example", "vanity_invalid")]
    [InlineData("Logout=//evil.example", "vanity_invalid")]
    public async Task E15_A_parameter_that_stands_twice_or_in_other_letters_is_refused(string query, string reason)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync($"{VanityStage.Vanity}?{query.Replace("TOKEN", token, StringComparison.Ordinal)}");

        VanityStage.AssertRefused(gateway, answer, 400, reason, query);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        await VanityStage.AssertSignedInAsync(browser, query);
        gateway.AssertQuiet();
    }

    [Fact]
    public Task E16_What_one_decoding_leaves_over_leads_nowhere() => RefusedEverywhereAsync(ReturnUrlPayloads.E16);

    [Theory]
    [InlineData("=%2F%2Fevil.example", "return_url_refused")]
    [InlineData("=%252F%252Fevil.example", "return_url_refused")]
    [InlineData("=/%u002fevil.example", "vanity_invalid")]
    [InlineData("=%C0%AF%C0%AFevil.example", "vanity_invalid")]
    [InlineData("=%FF", "vanity_invalid")]
    [InlineData("=/%F", "vanity_invalid")]
    [InlineData("encoded name", "return_url_refused")]
    public async Task E16_The_parameter_is_decoded_once_and_strictly(string value, string reason)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        foreach (var query in value == "encoded name"
            ? new[] { "ref%72esh=//evil.example&access_token=" + token, "log%6fut=//evil.example" }
            : [$"refresh{value}&access_token={token}", "logout" + value])
        {
            var answer = await browser.GetAsync($"{VanityStage.Vanity}?{query}");

            VanityStage.AssertRefused(gateway, answer, 400, reason, query);
            Assert.Empty(gateway.Nats.Ledger.Calls);
        }

        await VanityStage.AssertSignedInAsync(browser, value);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("https://shop\\.example/.*", "https://shop.example/cart?a=b", true)]
    [InlineData("https://shop\\.example/.*", "https://evil.example/?https://shop.example/", false)]
    [InlineData("https://shop\\.example/.*", "https://shop.example\\@evil.example", false)]
    [InlineData("^https://shop\\.example/.*$", "https://shop.example/\r\nX: y", false)]
    [InlineData("^https://shop.example/$", "https://shopXexample/", true)]
    public async Task E17_An_entry_of_ReturnUrls_opens_what_it_matches_as_a_whole(string entry, string target, bool accepted)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["ReturnUrls"] = new System.Text.Json.Nodes.JsonArray(entry));
        var browser = gateway.NewBrowser();

        foreach (var answer in new[] { await browser.GetAsync(Logout(target)), await browser.GetAsync(Refresh(target, "x")) })
        {
            if (accepted) Assert.StartsWith(target, answer.Header("Location"), StringComparison.Ordinal);
            else VanityStage.AssertRefused(gateway, answer, 400, "return_url_refused", target);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public Task E18_Ordinary_targets_are_sent_as_given() => AcceptedEverywhereAsync(ReturnUrlPayloads.E18);

    private async Task RefusedEverywhereAsync(TheoryData<string> payloads)
    {
        var gateway = await stage.FreshAsync();
        var values = payloads.Select(row => row.Data).ToList();

        await RefusedByLinksAsync(gateway, values);
        foreach (var payload in values) await RefusedAfterLoginAsync(gateway, payload);
        gateway.AssertQuiet();
    }

    private static async Task RefusedByLinksAsync(GatewayHost gateway, IReadOnlyList<string> payloads)
    {
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var cookie = browser.SessionCookie;
        VanityStage.Forget(gateway);

        foreach (var payload in payloads)
        {
            await RefusedByLinkAsync(gateway, browser, payload, Refresh(payload, token));
            if (payload.Length > 0) await RefusedByLinkAsync(gateway, browser, payload, Logout(payload));
        }

        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
    }

    private static async Task RefusedByLinkAsync(GatewayHost gateway, Browser browser, string payload, string link)
    {
        var answer = await browser.GetAsync(link);

        VanityStage.AssertRefused(gateway, answer, 400, "return_url_refused", link);
        Assert.DoesNotContain("href", answer.Text.Replace("<a href=\"/\">To the first page</a>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer.Text, StringComparison.Ordinal);
        if (payload.Length > 2) Assert.DoesNotContain(payload, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains("evil", StringComparison.Ordinal));
    }

    private static async Task RefusedAfterLoginAsync(GatewayHost gateway, string payload)
    {
        var login = await SealedLogin.StartAsync(gateway, payload);
        var callback = await login.ReachCallbackAsync(gateway, "alice");
        var answer = await login.Browser.GetAsync(callback);
        var again = await login.Browser.GetAsync(callback);   // the way of a finished login
        var refused = await SealedLogin.StartAsync(gateway, payload);
        var page = await refused.Browser.GetAsync(refused.Refusal(gateway));

        Assert.True(answer.Header("Location") == "https://a.example/", $"after login {payload} leads to {answer.Header("Location")} {answer.Text}");
        Assert.True(again.Header("Location") == "https://a.example/", $"back to a finished login {payload} leads to {again.Header("Location")}");
        Assert.NotNull(login.Browser.SessionCookie);
        Assert.True(page.Status == 403 && LinkOf(page) == "/", $"the error page leads {payload} to {LinkOf(page)}");
    }

    private async Task AcceptedEverywhereAsync(TheoryData<string> payloads)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");

        foreach (var payload in payloads.Select(row => row.Data))
        {
            gateway.Nats.Ledger.Clear();
            var token = await VanityStage.TokenOfAsync(gateway, browser);
            var refreshed = await browser.GetAsync(Refresh(payload, token));
            var loggedOut = await gateway.NewBrowser().GetAsync(Logout(payload));
            var login = await SealedLogin.StartAsync(gateway, payload);
            var landed = await login.Browser.GetAsync(await login.ReachCallbackAsync(gateway, "alice"));

            Assert.True(refreshed.Header("Location") == payload, $"refresh: {payload} became {refreshed.Header("Location")}");
            Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token"));
            Assert.True(loggedOut.Header("Location") == payload, $"logout: {payload} became {loggedOut.Header("Location")}");
            var expected = "https://a.example" + (payload.StartsWith('/') ? payload : "/");   // a state of ours holds a path
            Assert.True(landed.Header("Location") == expected, $"login: {payload} became {landed.Header("Location")}");
        }

        gateway.AssertQuiet();
    }

    private static string Refresh(string target, string token) => $"{VanityStage.Vanity}?refresh={Uri.EscapeDataString(target)}&access_token={token}";

    private static string Logout(string target) => $"{VanityStage.Vanity}?logout={Uri.EscapeDataString(target)}";

    private static string LinkOf(Answer page) => WebUtility.HtmlDecode(Link().Match(page.Text).Groups[1].Value);

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
