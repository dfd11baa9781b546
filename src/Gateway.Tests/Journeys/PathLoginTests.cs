using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What logins to one part of a site ask the OP for besides.</summary>
public sealed class PathLoginTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;   // set before the first test

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(site =>
    {
        site["Login"] = new JsonObject { ["Scope"] = "openid username", ["Parameters"] = new JsonObject { ["acr_values"] = "silver", ["ui_locales"] = "de" } };
        site["Paths"]!["/members/shop/"] = new JsonObject
        {
            ["Require"] = "valid-user",
            ["Login"] = new JsonObject { ["Scope"] = "email username", ["Parameters"] = new JsonObject { ["acr_values"] = "gold&state=x" } },
        };
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/members/a.php", "openid username", "silver")]
    [InlineData("/members/shop/cart.php?scope=evil&acr_values=evil", "openid username email", "gold&state=x")]
    [InlineData("/members//shop/%63art.php", "openid username email", "gold&state=x")]
    public async Task A_login_asks_for_what_the_rule_of_its_page_says(string page, string scope, string level)
    {
        var browser = _gateway.NewBrowser();

        var start = await browser.GetAsync(page);
        var answer = await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        var sent = Proof.AuthorizationRequest(start);
        Assert.Equal((scope, level, "de"), (sent["scope"], sent["acr_values"], sent["ui_locales"]));
        Assert.Equal(sent.Count, sent.Select(pair => pair.Key).Distinct().Count());
        Assert.Equal(200, answer.Status);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task Login_that_starts_again_asks_for_the_same()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/shop/");
        browser.Cookies.Clear();

        var again = await browser.GetAsync(callback);

        Assert.Equal(("openid username email", "gold&state=x"), (Proof.AuthorizationRequest(again)["scope"], Proof.AuthorizationRequest(again)["acr_values"]));
        Assert.Equal(0, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
    }

    [Fact]
    public async Task Script_is_not_sent_to_a_login_for_it()
    {
        var answer = await _gateway.NewBrowser().ScriptAsync("/members/shop/");

        Assert.Equal((401, "login_required"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }
}
