using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The owner's page for answers of the OP that belong to no login of the browser.</summary>
public sealed class StrayLoginTests
{
    [Theory]
    [InlineData("/members/unauth.php?from=login", "/members/unauth.php?from=login")]
    [InlineData("https://www.example.com/help", "https://www.example.com/help")]
    public async Task Answer_to_no_login_leads_to_the_page_of_the_owner(string page, string expected)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["DefaultPage"] = page });
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(GatewayHost.Vanity + "?code=x&state=made-up");

        Proof.NoCallNoSession(gateway, browser);
        Assert.Equal((302, expected), (answer.Status, answer.Header("Location")));
        Assert.Single(gateway.Log.All, line => line.Text.Contains("Refused (callback_state_unknown, 302)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browser_that_keeps_no_cookie_ends_there_after_one_more_try()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["DefaultPage"] = "/members/unauth.php" });
        var browser = gateway.NewBrowser();
        var first = await browser.ReachCallbackAsync("alice");
        browser.Cookies.Clear();
        var again = await browser.GetAsync(first);
        var second = await browser.AnswerOfProviderAsync(again, "alice");
        browser.Cookies.Clear();

        var answer = await browser.GetAsync(second);

        Assert.Equal((302, "/members/unauth.php"), (answer.Status, answer.Header("Location")));
        Assert.Equal("upstream:/members/unauth.php", (await browser.FollowAsync(answer)).Text);
        Assert.Single(gateway.Log.All, line => line.Text.Contains("Refused (callback_other_browser, 302)", StringComparison.Ordinal));
        Proof.NoCallNoSession(gateway, browser);
    }

    [Fact]
    public async Task Other_failures_of_a_login_keep_their_page()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["DefaultPage"] = "/members/unauth.php" });
        gateway.Nats.Switches.RefuseLogins = "access_denied";
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 403, "op_error");
    }
}
