using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>Two real Gateways on one real Redis.</summary>
[Collection(RealTime.Name)]
public sealed class TwoNodesTests
{
    [Fact]
    public async Task Signed_in_on_one_used_on_the_other_logged_out_on_both()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var (first, second) = (await stage.NodeAsync(redis.Address), await stage.NodeAsync(redis.Address));
        var browser = await stage.SignedInAsync(first);
        var cookie = browser.SessionCookie!;

        var there = await stage.NewBrowser(second).GetAsync("/members/full/a.php", ("Cookie", "__Host-gateway=" + cookie));
        var logout = await stage.NewBrowser(second).GetAsync($"{GatewayHost.Vanity}?logout=get", ("Cookie", "__Host-gateway=" + cookie));

        Assert.Equal("upstream:/members/full/a.php", there.Text);
        Assert.Contains("<h1>Logged Out</h1>", logout.Text, StringComparison.Ordinal);
        Assert.Equal(302, (await browser.GetAsync("/members/full/a.php")).Status);
        Assert.Equal(302, (await stage.NewBrowser(second).GetAsync("/members/full/a.php", ("Cookie", "__Host-gateway=" + cookie))).Status);
        Assert.DoesNotContain(first.Lines.Concat(second.Lines), line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restarted_node_finds_its_members_signed_in()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var before = await stage.NodeAsync(redis.Address);
        var cookie = (await stage.SignedInAsync(before)).SessionCookie!;
        await stage.KillAsync(before);

        var after = await stage.NodeAsync(redis.Address);

        Assert.Equal(200, (await stage.NewBrowser(after).GetAsync("/members/", ("Cookie", "__Host-gateway=" + cookie))).Status);
    }
}
