using Gateway.Demo;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>What a page of another site can do to a signed-in member: nothing without a click of the member.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ForeignSiteTests : IClassFixture<DemoStage>
{
    private readonly DemoStage _demo;

    public ForeignSiteTests(DemoStage demo) => (_demo = demo).PutBack();

    private string Logout => _demo.Origin + DemoConfiguration.Vanity + "?logout=/";

    [Fact]
    public async Task Link_to_the_logout_asks_first_and_its_button_logs_out()
    {
        await using var foreign = await ForeignPageAsync($"<a href='{Logout}'>Win a prize</a>");
        await using var visitor = await _demo.SignedInAsync("alice");
        await visitor.OpenAsync(LoopbackServer.AddressOf(foreign));

        await visitor.FollowAsync("Win a prize");
        await visitor.SeesAsync("Sign out?");
        await using var otherTab = await visitor.NewTabAsync();
        await otherTab.OpenAsync("/members/");
        await otherTab.SeesAsync("Hello, alice");
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();

        await visitor.SeesAsync("Welcome");
        Assert.Equal(_demo.Origin + "/", visitor.Page.Url);
        await visitor.OpenAsync("/members/");
        await visitor.SeesAsync(Visitor.LoginHeading);
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Picture_that_is_the_logout_does_nothing()
    {
        await using var foreign = await ForeignPageAsync($"<img src='{Logout}' alt=''><img src='{Logout.Replace("=/", "=img", StringComparison.Ordinal)}' alt=''>");
        await using var visitor = await _demo.SignedInAsync("alice");

        await visitor.OpenAsync(LoopbackServer.AddressOf(foreign));   // ends when the pictures are there

        await visitor.OpenAsync("/members/full/");
        await visitor.SeesAsync("Full section");
        _demo.AssertQuiet();
    }

    private static Task<WebApplication> ForeignPageAsync(string body) => LoopbackServer.StartAsync(0, "a foreign site", app =>
        app.MapGet("/", http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<!doctype html><title>Foreign</title>" + body);
        }));
}
