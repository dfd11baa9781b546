using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>One small cookie for any number of logins under way, and what fits into a state.</summary>
public sealed class ManyTabsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A30_Twenty_tabs_end_on_their_own_pages_in_reverse_order(bool hasCookie)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        if (hasCookie) await browser.GetAsync("/members/");
        var held = hasCookie ? $"__Host-gateway-login={browser.BindingCookie}" : "none=1";

        var starts = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => browser.GetAsync($"/members/p{i}", ("Cookie", held))));
        var callbacks = new List<string>();
        foreach (var start in starts) callbacks.Add(await browser.AnswerOfProviderAsync(start, "alice"));
        var pages = new List<Answer>();
        foreach (var callback in Enumerable.Reverse(callbacks)) pages.Add(await browser.OpenAsync(callback));

        Assert.Equal(Enumerable.Range(1, 20).Reverse().Select(i => $"200 upstream:/members/p{i}"), pages.Select(page => $"{page.Status} {page.Text}"));
        Assert.Equal(hasCookie ? 1 : 20, starts.Select(start => Assert.Single(start.SetCookies)).Distinct().Count());
        Assert.Single(starts.Select(start => start.SetCookies[0].Length).Distinct());
        Assert.Equal(2, browser.Cookies.Count);
        Assert.Equal(43, browser.BindingCookie!.Length);
        Assert.Equal(1, gateway.Nats.Ledger.Of(NatsEndpoint.Token).Count(call => call.Status == 200));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A30_Tab_that_another_one_overtook_while_it_started_again_ends_on_its_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var slow = await browser.GetAsync("/members/slow", ("Cookie", "none=1"));
        var quick = await browser.GetAsync("/members/quick", ("Cookie", "none=1"));   // its cookie is the one that stays
        var before = $"__Host-gateway-login={browser.BindingCookie}";
        await browser.GetAsync(await browser.AnswerOfProviderAsync(quick, "alice"));
        var after = browser.BindingCookie!;
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        // Sent before the answer to the quick one arrived.
        var again = await browser.GetAsync(await browser.AnswerOfProviderAsync(slow, "alice"), ("Cookie", before));
        browser.Cookies["__Host-gateway-login"] = after;
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(again, "alice"));

        Proof.Login(gateway, again);
        Assert.Equal("upstream:/members/slow", page.Text);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    // Each tab that begins without a cookie sets another one, and takes it from those that have begun again.
    [Fact]
    public async Task A30_Tab_whose_cookie_others_take_time_and_again_ends_on_its_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var page = await browser.OpenAsync(await StartedAgainAsync(browser, 5));

        Assert.Equal("upstream:/members/slow", page.Text);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A30_Login_starts_again_five_times_at_most()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var callback = await StartedAgainAsync(browser, 5);
        await TakeCookieAsync(browser);

        var refused = await browser.GetAsync(callback);

        Proof.ErrorPage(gateway, refused, 400, "callback_other_browser");
        Proof.NoCallNoSession(gateway, browser);
    }

    [Fact]
    public async Task A31_Two_hundred_starts_leave_one_cookie_and_nothing_in_the_store()
    {
        RecordingStore store = null!;
        await using var gateway = await GatewayHost.StartAsync(services: services => services.Replace(
            ServiceDescriptor.Singleton<ISessionStore>(provider => store = new RecordingStore(provider.GetRequiredService<TimeProvider>()))));
        var browser = gateway.NewBrowser();

        var starts = new List<Answer>();
        for (var i = 0; i < 200; i++)
        {
            starts.Add(await browser.GetAsync($"/members/p{i}"));
            gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var (finds, bodies, claims) = (store.Finds, store.Bodies.Count, store.Claims.Count);
        var page = await browser.SignInAsync("alice", "/members/p200");

        Assert.Single(starts.Select(start => Assert.Single(start.SetCookies)).Distinct());
        Assert.EndsWith("; Max-Age=300", starts[199].SetCookies[0], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (finds, bodies, claims));
        Assert.Equal("upstream:/members/p200", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A32_Address_of_950_bytes_is_returned_to_byte_for_byte()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        const string Odd = "/members/%C3%BCb+er%2Bx/a.php?x=%2B+y&amp;z=1?a&b=&c[]=%C3%BC&d=";
        var address = Odd + new string('d', 950 - Odd.Length);

        var start = await browser.GetAsync(address);
        var end = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));
        await browser.FollowAsync(end);

        Assert.Equal("https://a.example" + address, end.Header("Location"));
        Assert.Equal(address.Split('?', 2)[1], gateway.Area.Requests.Last().Target.Split('?', 2)[1]);
        AssertSmall(start);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(100, 7000, true)]
    [InlineData(100, 899, false)]
    [InlineData(100, 900, true)]
    [InlineData(999, 0, false)]
    public async Task A32_Longer_address_loses_its_query_never_the_login(int path, int query, bool cut)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var page = "/members/".PadRight(path, 'p');
        var address = page + (query > 0 ? "?" + new string('q', query) : "");

        var start = await browser.GetAsync(address);
        var end = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.Equal("https://a.example" + (cut ? page : address), end.Header("Location"));
        AssertSmall(start);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A32_Path_too_long_by_itself_ends_on_the_first_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/".PadRight(1001, 'p') + "?x=1");
        var end = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.Equal("https://a.example/", end.Header("Location"));
        AssertSmall(start);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members//x/./a.php?x=1&y=%2F", "/members/x/a.php?x=1&y=%2F")]
    [InlineData("/members//x/a.php", "/members/x/a.php")]
    [InlineData("/members/x/a.php?q=%22\"", "/members/x/a.php")]
    public async Task Address_that_no_redirect_may_carry_is_returned_to_normalised(string asked, string expected)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var page = await browser.SignInAsync("alice", asked);

        Assert.Equal("upstream:" + expected, page.Text);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A29_State_too_old_starts_the_login_again_once(bool keepsCookie)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php?x=1");
        gateway.Clock.Advance(TimeSpan.FromSeconds(301));
        if (!keepsCookie) browser.Cookies.Clear();

        var again = await browser.GetAsync(callback);
        Proof.NoCallNoSession(gateway, browser);
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(again, "alice"));

        Proof.Login(gateway, again);
        Assert.Equal("upstream:/members/a.php?x=1", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_State_too_old_twice_ends_in_the_error_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        gateway.Clock.Advance(TimeSpan.FromSeconds(301));
        var second = await browser.AnswerOfProviderAsync(await browser.GetAsync(callback), "alice");
        gateway.Clock.Advance(TimeSpan.FromSeconds(301));

        var refused = await browser.GetAsync(second);

        Proof.ErrorPage(gateway, refused, 400, "callback_other_browser");
        Assert.Contains("href=\"/members/a.php\"", refused.Text, StringComparison.Ordinal);
        Proof.NoCallNoSession(gateway, browser);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_State_of_exactly_its_age_still_serves()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var start = await browser.GetAsync("/members/a.php");
        gateway.Clock.Advance(TimeSpan.FromSeconds(300));

        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_State_too_old_under_a_live_session_leads_to_its_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var old = await browser.ReachCallbackAsync("alice", "/members/a.php");
        await browser.SignInAsync("alice", "/members/b.php");
        gateway.Nats.Ledger.Clear();
        gateway.Clock.Advance(TimeSpan.FromSeconds(301));

        var answer = await browser.GetAsync(old);

        Assert.Equal("https://a.example/members/a.php", answer.Header("Location"));
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A29_Forty_starts_are_no_loop()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        for (var i = 0; i < 40; i++) Proof.Login(gateway, await browser.GetAsync($"/members/p{i}"));
        var page = await browser.SignInAsync("alice", "/members/p40");

        Assert.Equal("upstream:/members/p40", page.Text);
        gateway.AssertQuiet();
    }

    private static async Task<string> StartedAgainAsync(Browser browser, int times)
    {
        var callback = await browser.ReachCallbackAsync("alice", "/members/slow");
        for (var time = 0; time < times; time++)
        {
            await TakeCookieAsync(browser);
            callback = await browser.AnswerOfProviderAsync(await browser.GetAsync(callback), "alice");
        }

        return callback;
    }

    private static Task<Answer> TakeCookieAsync(Browser browser) => browser.GetAsync("/members/other", ("Cookie", "none=1"));

    private static void AssertSmall(Answer start)
    {
        Assert.Equal(302, start.Status);
        Assert.True(Proof.AuthorizationRequest(start)["state"]!.Length < 1500);
        Assert.True(Assert.Single(start.SetCookies).Length < 140);
    }
}
