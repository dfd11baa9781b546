using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Many logins of one browser at the same moment, held at the OP until all of them are there.</summary>
public sealed class LoginRaceTests
{
    [Fact]
    public async Task A30_Forty_tabs_that_come_back_at_the_same_moment_end_on_their_own_pages()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        await browser.GetAsync("/members/");
        var starts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => browser.GetAsync($"/members/p{i}")));
        var callbacks = new List<string>();
        foreach (var start in starts) callbacks.Add(await browser.AnswerOfProviderAsync(start, "alice"));
        var gate = gateway.Nats.Switches.Token.Hold();

        var answers = callbacks.Select(callback => browser.GetAsync(callback)).ToList();
        await gate.ArrivedAsync(40, TestContext.Current.CancellationToken);
        gate.Open();
        var ends = await Task.WhenAll(answers);
        var pages = await Task.WhenAll(ends.Select(browser.FollowAsync));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"200 upstream:/members/p{i}"), pages.Select(page => $"{page.Status} {page.Text}"));
        Assert.Equal(2, browser.Cookies.Count);
        Assert.Equal(200, (await browser.GetAsync("/members/full/")).Status);
        Assert.Equal(43, browser.BindingCookie!.Length);   // no login counts that led somewhere
        Assert.Equal(40, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A06_Button_of_the_OP_pressed_twice_costs_one_token_call_and_ends_on_the_page()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var start = await browser.GetAsync("/members/a.php?x=1");
        var (one, other) = (await browser.AnswerOfProviderAsync(start, "alice"), await browser.AnswerOfProviderAsync(start, "alice"));
        Assert.Equal(Callback.Of(one).State, Callback.Of(other).State);
        Assert.NotEqual(Callback.Of(one).Code, Callback.Of(other).Code);
        var gate = gateway.Nats.Switches.Token.Hold();

        var first = browser.GetAsync(one);
        await gate.ArrivedAsync(1, TestContext.Current.CancellationToken);
        var second = await browser.GetAsync(other);
        gate.Open();
        var page = await browser.FollowAsync(await first);

        Assert.Equal("https://a.example/members/a.php?x=1", second.Header("Location"));
        Assert.Empty(second.SetCookies);
        Assert.Equal("upstream:/members/a.php?x=1", page.Text);
        Assert.Equal("upstream:/members/a.php?x=1", (await browser.OpenAsync(other)).Text);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }
}
