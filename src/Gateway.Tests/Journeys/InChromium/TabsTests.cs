using Gateway.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>A browser that was closed with many tabs open, opened again.</summary>
[Collection(ChromiumTests.Name)]
public sealed class TabsTests : IClassFixture<DemoStage>
{
    private readonly DemoStage _demo;

    public TabsTests(DemoStage demo) => (_demo = demo).PutBack();

    [Fact]
    public async Task A30_Forty_tabs_at_once_end_on_their_own_pages_after_one_login_each_at_most()
    {
        await using var visitor = await _demo.NewVisitorAsync();
        var tabs = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => visitor.NewTabAsync()));
        string Own(int tab) => $"/members/?tab={tab}";

        await Task.WhenAll(tabs.Select((tab, i) => tab.OpenAsync(Own(i))));
        await Task.WhenAll(tabs.Select(tab => tab.SeesAsync(Visitor.LoginHeading)));
        Assert.Single(await visitor.Context.CookiesAsync(), cookie => cookie.Name == "gateway-login");
        await Task.WhenAll(tabs.Select(tab => tab.PickAsync("alice")));
        await Task.WhenAll(tabs.Select(tab => tab.SeesAsync("Hello, alice")));

        Assert.Equal(Enumerable.Range(0, 40).Select(Own), tabs.Select(tab => tab.Path));
        var cookies = await visitor.Context.CookiesAsync([_demo.Origin]);
        Assert.Equal(["gateway", "gateway-login"], cookies.Select(cookie => cookie.Name).Order(StringComparer.Ordinal));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task A30_Forty_tabs_of_a_member_whom_NATS_knows_end_on_their_own_pages()
    {
        _demo.Nats.Switches.AutoLogin = "alice";
        await using var visitor = await _demo.NewVisitorAsync();
        var tabs = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => visitor.NewTabAsync()));

        await Task.WhenAll(tabs.Select((tab, i) => tab.OpenAsync($"/members/?tab={i}")));
        await Task.WhenAll(tabs.Select(tab => tab.SeesAsync("Hello, alice")));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"/members/?tab={i}"), tabs.Select(tab => tab.Path));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Ten_tabs_need_one_login_when_they_are_used_one_after_the_other()
    {
        await using var visitor = await _demo.NewVisitorAsync();
        var tabs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => visitor.NewTabAsync()));
        await Task.WhenAll(tabs.Select((tab, i) => tab.OpenAsync($"/members/?tab={i}")));

        await tabs[0].PickAsync("alice");
        await tabs[0].SeesAsync("Hello, alice");
        await Task.WhenAll(tabs[1..].Select(tab => tab.Page.ReloadAsync(new PageReloadOptions())));

        await Task.WhenAll(tabs.Select(tab => tab.SeesAsync("Hello, alice")));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"/members/?tab={i}"), tabs.Select(tab => tab.Path));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task A06_Button_of_the_login_page_that_is_clicked_twice_ends_on_the_page()
    {
        await using var visitor = await _demo.NewVisitorAsync();
        await visitor.OpenAsync("/members/?tab=twice");

        await visitor.Page.Locator("button[name=member][value=alice]").DblClickAsync();
        await visitor.SeesAsync("Hello, alice");

        Assert.Equal("/members/?tab=twice", visitor.Path);
        _demo.AssertQuiet();
    }
}
