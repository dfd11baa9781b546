using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP is away, or fails again and again, around a login.</summary>
public sealed class LoginOutageTests
{
    [Fact]
    public async Task OP_down_at_start_is_a_503_and_recovers_without_a_restart()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Down = true;
        var browser = gateway.NewBrowser();

        var page = await browser.GetAsync("/members/");
        var script = await browser.ScriptAsync("/members/");
        var publicPage = await browser.GetAsync("/");
        var calls = gateway.Nats.Ledger.Count(NatsEndpoint.Metadata);
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var after = await browser.SignInAsync("alice", "/members/a.php");

        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Contains("Sign-in is briefly unavailable", page.Text, StringComparison.Ordinal);
        Assert.Equal("10", page.Header("Refresh"));
        Assert.Equal((503, "application/json"), (script.Status, script.Header("Content-Type")));
        Assert.Equal("sign_in_unavailable", script.Json.GetProperty("error").GetString());
        Assert.All([page, script], answer =>
        {
            Proof.Own(answer);
            Assert.Equal("10", answer.Header("Retry-After"));
            Assert.Null(answer.Header("Location"));
            Assert.Empty(answer.SetCookies);
        });
        Assert.Equal("upstream:/", publicPage.Text);
        Assert.Equal(1, calls);   // the second visitor waits for no OP that was away a moment ago
        Assert.Equal("upstream:/members/a.php", after.Text);
        Assert.Contains("op_status", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OP_that_fails_repeatedly_is_left_alone_and_members_inside_notice_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var member = await gateway.SignedInAsync("alice");
        var callbacks = new List<(Browser Browser, string Url)>();
        for (var i = 0; i < 6; i++)
        {
            var browser = gateway.NewBrowser();
            callbacks.Add((browser, await browser.ReachCallbackAsync("bob", $"/members/p{i}")));
        }

        gateway.Nats.Switches.Down = true;
        var failed = new List<Answer>();
        foreach (var (browser, url) in callbacks) failed.Add(await browser.GetAsync(url));
        var visitor = gateway.NewBrowser();
        var page = await visitor.GetAsync("/members/");
        var script = await visitor.ScriptAsync("/members/");
        var inside = await member.GetAsync("/members/full/a.php");
        var publicPage = await visitor.GetAsync("/");
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        var after = await visitor.SignInAsync("bob", "/members/b.php");

        Assert.All(failed, answer => Assert.Equal(502, answer.Status));
        Assert.All(callbacks, callback => Assert.Null(callback.Browser.SessionCookie));
        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Empty(page.SetCookies);
        Assert.Equal(503, script.Status);
        Assert.Equal("upstream:/members/full/a.php", inside.Text);
        Assert.Equal("upstream:/", publicPage.Text);
        Assert.Equal("upstream:/members/b.php", after.Text);
        Assert.Equal(failed.Count, gateway.Log.Warnings.Count);
    }
}
