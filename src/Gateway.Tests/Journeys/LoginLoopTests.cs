using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Logins that lead nowhere end on a page that says why (design 4.7); whoever merely opens many tabs never sees it.</summary>
public sealed class LoginLoopTests
{
    private const string Page = "/members/a.php?x=1&y=2";

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(15)]
    public async Task A29_Third_login_that_led_nowhere_shows_the_loop_page(int secondsApart)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var answers = await LogInAsync(gateway, browser, 3, secondsApart, Refuse);

        Assert.All(answers[..2], answer => Assert.Equal("https://a.example" + Page, answer.Header("Location")));
        Proof.ErrorPage(gateway, answers[2], 400, "login_loop");
        Assert.Contains("Please allow cookies for this site", answers[2].Text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/members/a.php?x=1&amp;y=2\">Go on to the page</a>", answers[2].Text, StringComparison.Ordinal);
        Assert.Contains("detail=\"cookie: the browser does not send the session cookie back\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Equal(3, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(1, gateway.Counts.Of("gateway.refusals", ("site", "a"), ("reason", "login_loop")));
    }

    [Fact]
    public async Task A29_The_loop_page_leads_on_and_the_count_begins_anew()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        await LogInAsync(gateway, browser, 3, 1, Refuse);

        var again = await LogInAsync(gateway, browser, 3, 1, Refuse);
        var page = await browser.SignInAsync("alice", Page);

        Assert.Equal([302, 302, 400], again.Select(answer => answer.Status));
        Assert.Equal("upstream:" + Page, page.Text);
        Assert.Equal(2, gateway.Log.Warnings.Count);
    }

    [Fact]
    public async Task A29_A_browser_that_keeps_the_cookie_after_all_is_signed_in_behind_the_loop_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        await LogInAsync(gateway, browser, 2, 1, Refuse);

        var third = await LogInAsync(gateway, browser, 1, 1, _ => { });
        var page = await browser.GetAsync(Page);

        Assert.Equal(400, third[0].Status);
        Assert.Equal("upstream:" + Page, page.Text);
        Assert.Equal(43, browser.BindingCookie!.Length);
    }

    [Fact]
    public async Task A29_Logins_more_than_half_a_minute_apart_are_no_loop()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var answers = await LogInAsync(gateway, browser, 6, 16, Refuse);

        Assert.All(answers, answer => Assert.Equal(302, answer.Status));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_Logins_that_a_request_with_a_session_followed_are_no_loop()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        for (var i = 0; i < 6; i++)
        {
            var page = await browser.SignInAsync("bob", i % 2 == 0 ? "/members/a.php" : "/members/full/");   // a denial is an answer too
            Assert.Equal(i % 2 == 0 ? 200 : 401, page.Status);
            Assert.Equal(43, browser.BindingCookie!.Length);
            Refuse(browser);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_Starts_are_never_counted_and_lose_no_count()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        await LogInAsync(gateway, browser, 2, 1, Refuse);

        for (var i = 0; i < 40; i++) Proof.Login(gateway, await browser.GetAsync($"/members/p{i}"));
        var third = await LogInAsync(gateway, browser, 1, 1, Refuse);

        Proof.ErrorPage(gateway, third[0], 400, "login_loop");
    }

    [Fact]
    public async Task A29_A_session_that_the_store_forgets_is_told_from_a_cookie_that_is_refused()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var answers = await LogInAsync(gateway, browser, 3, 1, one => one.Cookies["__Host-gateway"] = SessionId.New().Text);

        Proof.ErrorPage(gateway, answers[2], 500, "login_loop");
        Assert.Contains("each time the site had forgotten it at once", answers[2].Text, StringComparison.Ordinal);
        Assert.Contains("detail=\"store or clock: the session cookie came back, its session was not there\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    // The OP gives a token that has ended and none to refresh it with, so that a claim rule asks for a login again and again.
    [Fact]
    public async Task A29_A_rule_that_asks_for_another_login_each_time_is_told_too()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Tokens"] = new JsonObject { ["UserInfoRefreshInterval"] = "1s" });
        gateway.Nats.Switches.TokenResponse = answer =>
        {
            answer.Remove("refresh_token");
            answer["expires_in"] = 0;
        };
        var browser = gateway.NewBrowser();

        var answers = await LogInAsync(gateway, browser, 3, 2, _ => { }, "/members/full/");

        Proof.ErrorPage(gateway, answers[2], 500, "login_loop");
        Assert.Contains("each time the page asked for another sign-in", answers[2].Text, StringComparison.Ordinal);
        Assert.Contains("detail=\"rule: the session was there, and the page asked for a login all the same\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    private static void Refuse(Browser browser) => browser.Cookies.TryRemove("__Host-gateway", out _);

    // As many logins, each begun by the page that the one before led back to; afterwards something becomes of the session cookie.
    private static async Task<Answer[]> LogInAsync(GatewayHost gateway, Browser browser, int logins, int secondsApart, Action<Browser> afterwards, string page = Page)
    {
        var answers = new Answer[logins];
        for (var i = 0; i < logins; i++)
        {
            answers[i] = await browser.GetAsync(await browser.ReachCallbackAsync("alice", page));
            afterwards(browser);
            gateway.Clock.Advance(TimeSpan.FromSeconds(secondsApart));
        }

        return answers;
    }
}
