using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// A node is killed in the midst of a login or a logout, wherever that may stand: the member starts again at another node, and nothing is
/// held for ever. (In the midst of a refresh: <see cref="RefreshKilledTests"/>.)
/// </summary>
public sealed class KilledNodeTests(RefreshNodes nodes) : IClassFixture<RefreshNodes>
{
    private const string Page = "/members/full/a.php";

    private NodesStage Stage => nodes.Stage;

    [Theory]
    [InlineData("the state is claimed", 0)]
    [InlineData("the code is on its way", 1)]
    [InlineData("the code is redeemed", 1)]
    [InlineData("userinfo has answered", 1)]
    [InlineData("the session is written", 1)]
    public async Task I42_Killed_during_a_login_the_member_starts_again_at_another_node(string when, int calls)
    {
        var (victim, wire) = await nodes.WiredAsync();
        await using var _ = wire;
        var browser = Stage.NewBrowser(victim);
        var callback = await browser.ReachCallbackAsync("alice", Page);
        Stage.Nats.Ledger.Clear();
        var (reached, heal) = Stop(when, wire);

        var login = browser.GetAsync(callback);
        await reached;
        await Stage.KillAsync(victim);
        heal();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => login);
        Assert.Null(browser.SessionCookie);
        Assert.Equal(calls, Stage.Nats.Ledger.Count(NatsEndpoint.Token));
        foreach (var node in nodes.Nodes) Assert.Equal(302, (await browser.At(node.Address).GetAsync(Page)).Status);

        // He reloads: what was spent leads to the page, and that to one login.
        var again = browser.At(nodes.Nodes[0].Address);
        var reload = await again.GetAsync(callback);
        Assert.Equal((302, GatewayHost.Origin + Page), (reload.Status, reload.Header("Location")));
        Assert.Equal("upstream:" + Page, (await again.SignInAsync("alice", Page)).Text);
        foreach (var node in nodes.Nodes) Assert.Equal(200, (await again.At(node.Address).GetAsync(Page)).Status);
        Assert.Equal(calls + 1, Stage.Nats.Ledger.Count(NatsEndpoint.Token));
    }

    [Theory]
    [InlineData("the session is found", true)]
    [InlineData("the session is removed", false)]
    [InlineData("the tokens are being revoked", false)]
    public async Task I42_Killed_during_a_logout_it_is_repeated_at_another_node_and_does_no_harm(string when, bool lives)
    {
        var (victim, wire) = await nodes.WiredAsync();
        await using var _ = wire;
        var browser = await Stage.SignedInAsync(victim);
        var cookie = browser.SessionCookie!;
        var (reached, heal) = Stop(when, wire);

        var logout = browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        await reached;
        if (when == "the tokens are being revoked") Assert.Equal(200, (await logout).Status);   // it waits for no revocation
        await Stage.KillAsync(victim);
        heal();

        if (when != "the tokens are being revoked") await Assert.ThrowsAnyAsync<HttpRequestException>(() => logout);
        foreach (var node in nodes.Nodes) Assert.Equal(lives ? 200 : 302, await StatusAsync(node, cookie));
        browser.Cookies["__Host-gateway"] = cookie;   // whatever he still has
        var again = await browser.At(nodes.Nodes[1].Address).GetAsync(GatewayHost.Vanity + "?logout=get");
        Assert.Contains("<h1>Logged Out</h1>", again.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        foreach (var node in nodes.Nodes) Assert.Equal(302, await StatusAsync(node, cookie));
        Assert.Equal("upstream:/members/", (await browser.At(nodes.Nodes[2].Address).SignInAsync("alice")).Text);
    }

    private (Task Reached, Action Heal) Stop(string when, RedisWire wire)
    {
        var switches = Stage.Nats.Switches;
        return when switch
        {
            "the state is claimed" => (wire.StopAfterAsync(command => command[0] == "SET"), wire.Release),
            "the session is written" => (wire.StopAfterAsync(command => command[0].StartsWith("EVAL", StringComparison.Ordinal)), wire.Release),
            "the session is found" => (wire.StopAfterAsync(command => command[0] == "HMGET"), wire.Release),
            "the session is removed" => (wire.StopAfterAsync(command => command[0] is "UNLINK" or "DEL"), wire.Release),
            "the code is on its way" => At(switches.Token.Hold(times: 1)),
            "the code is redeemed" => At(switches.Token.HoldAnswer(times: 1)),
            "userinfo has answered" => At(switches.UserInfo.HoldAnswer(times: 1)),
            _ => At(switches.Revocation.Hold(times: 1)),
        };
    }

    private static (Task Reached, Action Heal) At(Latch latch) => (latch.ArrivedAsync(), latch.Open);

    private async Task<int> StatusAsync(GatewayProcess node, string cookie) =>
        (await Stage.NewBrowser(node).GetAsync("/members/", ("Cookie", "__Host-gateway=" + cookie))).Status;
}
