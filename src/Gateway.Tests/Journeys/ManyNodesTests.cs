using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Several nodes of one site, with one store: what is done once is done once on all of them.</summary>
public sealed class ManyNodesTests
{
    [Fact]
    public async Task A06_State_is_single_use_on_all_nodes()
    {
        await using var first = await GatewayHost.StartAsync();
        await using var second = await first.StartNodeAsync();
        var browser = first.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");
        var login = ("Cookie", $"__Host-gateway-login={browser.BindingCookie}");
        var latch = first.Nats.Switches.Token.Hold();

        var both = new[] { browser.GetAsync(callback, login), browser.At(second).GetAsync(callback, login) };
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        var loser = await await Task.WhenAny(both);
        latch.Open();
        var answers = await Task.WhenAll(both);
        first.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = new[] { await browser.GetAsync(callback, login), await browser.At(second).GetAsync(callback, login) };
        var pages = new[] { await browser.GetAsync("/members/a.php"), await browser.At(second).GetAsync("/members/a.php") };

        Assert.DoesNotContain(loser.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Assert.All([.. answers, .. later], answer => Assert.Equal("https://a.example/members/a.php", answer.Header("Location")));
        Assert.All(pages, page => Assert.Equal("upstream:/members/a.php", page.Text));
        Assert.Equal(1, first.Nats.Ledger.Count(NatsEndpoint.Token));
        first.AssertQuiet();
        second.AssertQuiet();
    }

    [Fact]
    public async Task A06_Login_that_began_on_one_node_ends_on_another_and_a_logout_counts_on_both()
    {
        await using var first = await GatewayHost.StartAsync();
        await using var second = await first.StartNodeAsync();
        var browser = first.NewBrowser();
        var there = browser.At(second);

        var page = await there.OpenAsync(await browser.ReachCallbackAsync("alice", "/members/a.php"));
        var same = await browser.GetAsync("/members/b.php");
        var cookie = browser.SessionCookie!;
        await browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        var gone = await there.GetAsync("/members/b.php", ("Cookie", "__Host-gateway=" + cookie));

        Assert.Equal(("upstream:/members/a.php", "upstream:/members/b.php"), (page.Text, same.Text));
        Proof.Login(second, gone);
        Assert.Equal(1, first.Nats.Ledger.Count(NatsEndpoint.Token));
        first.AssertQuiet();
        second.AssertQuiet();
    }
}
