using System.Diagnostics;
using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// The node that refreshes is killed, or sleeps for too long: before the OP has done anything nobody is signed out; after it the answer is
/// lost, or comes too late, and that one member signs in again, once. Takes as long as a POST may: until then nobody else may bring the token.
/// </summary>
public sealed class RefreshKilledTests(RefreshNodes nodes) : IClassFixture<RefreshNodes>
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task D04_D06_I42_Killed_refresher_binds_nobody_for_ever_and_costs_one_login_where_the_answer_died_with_it()
    {
        var (victim, dreaming) = (await nodes.MoreAsync(), await nodes.MoreAsync());
        var ((silent, silentWire), (asleep, asleepWire)) = (await nodes.WiredAsync(), await nodes.WiredAsync());
        await using var first = silentWire;
        await using var second = asleepWire;
        var members = await nodes.SignInAsync(5, Life);
        var (spared, robbed, unposted, overslept, late) = (members[0], members[1], members[2], members[3], members[4]);
        await RefreshNodes.PassAsync(Life / 2);
        var unseen = nodes.Stage.Nats.Switches.Token.Hold(times: 1);
        var sincePosted = Stopwatch.StartNew();
        var old = (await spared.SeeAsync(victim))["OIDC_access_token"];
        await unseen.ArrivedAsync();
        var answered = nodes.Stage.Nats.Switches.Token.HoldAnswer(times: 1);
        await robbed.SeeAsync(victim);
        await answered.ArrivedAsync();
        await nodes.Stage.KillAsync(victim);

        // One sleeps with the answer in its hands, until that helps nobody any more.
        var told = nodes.Stage.Nats.Switches.Token.HoldAnswer(times: 1);
        await late.SeeAsync(dreaming);
        await told.ArrivedAsync();
        RefreshNodes.Freeze(dreaming);
        told.Open();

        // Two more have written their attempt and not posted yet: one dies there, one sleeps for longer than a POST may be put off.
        await AttemptAsync(unposted, silent, silentWire);
        await nodes.Stage.KillAsync(silent);
        await AttemptAsync(overslept, asleep, asleepWire);
        RefreshNodes.Freeze(asleep);
        asleepWire.Release();
        await RefreshNodes.PassAsync(Due.LatestPost + TimeSpan.FromSeconds(1));
        var lost = nodes.Posted();
        Assert.Equal(3, lost.Length);

        // Whoever slept has posted nothing, and says so where it still hears that its attempt was written: then another may follow at once.
        // For a minute the tokens that may be under way are not brought again, and all members notice nothing.
        RefreshNodes.Thaw(asleep);
        for (var at = 0; at < members.Length || sincePosted.Elapsed < TimeSpan.FromSeconds(45); at++)   // who waits does so for two seconds each time
        {
            Assert.All(await members[at % members.Length].AskAsync(RefreshNodes.Count), answer => Assert.Equal(200, answer.Status));
            await RefreshNodes.PassAsync(TimeSpan.FromMilliseconds(200));
        }

        var posted = nodes.Posted();
        Assert.InRange(posted.Length, lost.Length, lost.Length + 1);
        Assert.Equal(posted, posted.Distinct());
        await Eventually.TrueAsync(async () => (await spared.SeeAsync(nodes.Nodes[0]))["OIDC_gateway_degraded"] is null, "the refresh of another node");
        Assert.NotEqual(old, await spared.TokenEverywhereAsync());
        foreach (var member in (SignedInMember[])[unposted, overslept])
        {
            await Eventually.TrueAsync(async () => (await member.SeeAsync(nodes.Nodes[0]))["OIDC_gateway_degraded"] is null, "the refresh in the place of one that was not posted");
            await member.TokenEverywhereAsync();
        }

        var browsers = new[] { robbed.At(nodes.Nodes[1]), late.At(nodes.Nodes[2]) };
        foreach (var browser in browsers)
        {
            await Eventually.TrueAsync(async () => (await browser.GetAsync("/members/")).Status == 302, "the way to the OP");
            Assert.Equal("upstream:/members/", (await browser.SignInAsync("alice")).Text);
        }

        RefreshNodes.Thaw(dreaming);
        await Eventually.TrueAsync(async () => (await late.At(dreaming).GetAsync("/members/")).Status == 302, "a late answer that brings nothing back");
        foreach (var browser in browsers)
            for (var i = 0; i < 10; i++) Assert.Equal(200, (await browser.GetAsync("/members/full/")).Status);

        Assert.Equal([1, 1, 2, 2, 2], nodes.Posted().CountBy(token => token).Select(token => token.Value).Order());   // each by one other, and no third time
        Assert.All(lost, token => Assert.Equal(2, nodes.Posted().Count(other => other == token)));
        Assert.Equal(2, nodes.Stage.Nats.Ledger.Count(NatsEndpoint.Token, "authorization_code"));
        Assert.Equal(2, nodes.Nodes.SelectMany(node => node.Lines).Count(line => line.Contains("A rotated token was lost with the node that had asked for it", StringComparison.Ordinal)));
    }

    // The attempt stands in the session, and the node does not know it yet.
    private static async Task AttemptAsync(SignedInMember member, GatewayProcess node, RedisWire wire)
    {
        var written = wire.StopAfterAsync(RefreshNodes.IsReplace);
        await member.SeeAsync(node);
        await written;
    }
}
