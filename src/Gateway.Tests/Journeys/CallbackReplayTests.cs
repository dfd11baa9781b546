using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Callbacks of another browser, of another login, and the same one twice.</summary>
public sealed class CallbackReplayTests(LoginStage stage) : IClassFixture<LoginStage>
{
    private readonly GatewayHost _gateway = stage.Fresh();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A03_State_of_another_browser_leads_to_a_login_of_ones_own(bool hasCookie)
    {
        var first = _gateway.NewBrowser();
        var callback = await first.ReachCallbackAsync("alice", "/members/a.php");
        var second = _gateway.NewBrowser();
        if (hasCookie) await second.GetAsync("/members/");

        var foreign = await second.GetAsync(callback);
        Proof.NoCallNoSession(_gateway, second);
        var own = await second.OpenAsync(await second.AnswerOfProviderAsync(foreign, "bob"));
        var mine = await first.OpenAsync(callback);

        Proof.Login(_gateway, foreign);
        Assert.Equal("upstream:/members/a.php", own.Text);
        Assert.Equal("upstream:/members/a.php", mine.Text);
        Assert.Equal(["bob", "alice"], _gateway.Area.Requests.TakeLast(2).Select(request => request["Remote-User"]));
        Assert.NotEqual(first.SessionCookie, second.SessionCookie);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A04_Lost_binding_cookie_starts_the_login_again_with_the_same_page_in_mind()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php?x=1");
        browser.Cookies.Clear();

        var again = await browser.GetAsync(callback);
        Proof.NoCallNoSession(_gateway, browser);
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(again, "alice"));

        Proof.Login(_gateway, again);
        Assert.Equal("upstream:/members/a.php?x=1", page.Text);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A04_Refused_cookies_end_in_a_page_that_offers_to_start_again()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php?x=1&y=2");
        browser.Cookies.Clear();

        var again = await browser.GetAsync(callback);
        var second = await browser.AnswerOfProviderAsync(again, "alice");
        browser.Cookies.Clear();
        var refused = await browser.GetAsync(second);

        Proof.ErrorPage(_gateway, refused, 400, "callback_other_browser");
        Assert.Contains("<a href=\"/members/a.php?x=1&amp;y=2\">Start again</a>", refused.Text, StringComparison.Ordinal);
        Proof.NoCallNoSession(_gateway, browser);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A05_Back_button_after_login_returns_to_the_page_without_a_call()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php?x=1");
        var before = browser.BindingCookie;
        await browser.OpenAsync(callback);
        var (session, after) = (browser.SessionCookie, browser.BindingCookie);
        _gateway.Nats.Ledger.Clear();

        var again = await browser.GetAsync(callback);

        Assert.Equal(302, again.Status);
        Assert.Equal("https://a.example/members/a.php?x=1", again.Header("Location"));
        Proof.Own(again);
        Assert.Empty(again.SetCookies);
        Assert.Equal(session, browser.SessionCookie);
        Assert.NotEqual(before, after);
        Assert.Empty(_gateway.Nats.Ledger.Calls);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A06_Same_callback_twice_at_once_costs_one_token_call()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        var jar = $"__Host-gateway-login={browser.BindingCookie}";
        var latch = _gateway.Nats.Switches.Token.Hold();

        var both = new[] { browser.GetAsync(callback, ("Cookie", jar)), browser.GetAsync(callback, ("Cookie", jar)) };
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        var second = await await Task.WhenAny(both);
        var page = await browser.GetAsync("/members/a.php");
        latch.Open();
        var answers = await Task.WhenAll(both);

        Assert.Equal("https://a.example/members/a.php", second.Header("Location"));
        Assert.DoesNotContain(second.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Proof.Login(_gateway, page);
        Assert.All(answers, answer => Assert.Equal("https://a.example/members/a.php", answer.Header("Location")));
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal("upstream:/members/a.php", (await browser.GetAsync("/members/a.php")).Text);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A06_Same_callback_a_minute_later_costs_no_token_call()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        var login = ("Cookie", $"__Host-gateway-login={browser.BindingCookie}");
        await browser.OpenAsync(callback);
        _gateway.Nats.Ledger.Clear();
        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));

        var withSession = await browser.GetAsync(callback);
        var withoutSession = await browser.GetAsync(callback, login);
        var page = await browser.GetAsync("/members/a.php", login);

        Assert.Equal("https://a.example/members/a.php", withSession.Header("Location"));
        Assert.Equal("https://a.example/members/a.php", withoutSession.Header("Location"));
        Proof.Login(_gateway, page);
        Assert.Equal(0, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A06_Same_callback_later_without_a_session_starts_the_login_again_once_the_binding_was_rotated()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        await browser.OpenAsync(callback);
        browser.Cookies.TryRemove("__Host-gateway", out _);
        _gateway.Nats.Ledger.Clear();

        var again = await browser.GetAsync(callback);
        var page = await browser.OpenAsync(await browser.AnswerOfProviderAsync(again, "alice"));

        Proof.Login(_gateway, again);
        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }
}
