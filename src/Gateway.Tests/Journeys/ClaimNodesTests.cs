using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Claims are asked for once, on any number of nodes.</summary>
public sealed class ClaimNodesTests
{
    [Fact]
    public async Task D20_While_one_node_asks_the_others_use_the_old_claims()
    {
        await using var gateway = await ClaimsOnlyAsync();
        await using var node = await gateway.StartNodeAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(10);
        var gate = gateway.Nats.Switches.UserInfo.Hold();

        var leader = gateway.SeeAsync(browser, "/members/full/leader.php");
        await gate.ArrivedAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => gateway.SeeAsync(browser.At(node), $"/members/full/{i}.php")));
        gate.Open();

        Assert.All(others, seen => Assert.Equal(("1", false), (seen["OIDC_CLAIM_status"], seen.IsDegraded())));
        Assert.Equal("new", (await leader)["OIDC_CLAIM_status"]);
        Assert.Equal("new", (await gateway.SeeAsync(browser.At(node)))["OIDC_CLAIM_status"]);
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
        node.AssertQuiet();
    }

    [Fact]
    public async Task D20_Claims_too_old_to_be_used_are_waited_for_on_the_other_node_too()
    {
        await using var gateway = await ClaimsOnlyAsync();
        await using var node = await gateway.StartNodeAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["trial"] = "1";
        gateway.Pass(26);
        var gate = gateway.Nats.Switches.UserInfo.Hold();
        var here = browser.GetAsync(Full);
        await gate.ArrivedAsync();
        var looks = gateway.Clock.Timers(NodesAtWork.Look);

        var there = browser.At(node).GetAsync(Full);
        await gateway.WaitingAsync(NodesAtWork.Look, 1, looks);
        Assert.False(there.IsCompleted);
        gate.Open();
        Assert.Equal(401, (await here).Status);
        gateway.Clock.Advance(NodesAtWork.Look);

        Assert.Equal(401, (await there).Status);
        Assert.Equal(1, gateway.UserInfos());
        Assert.DoesNotContain(gateway.Area.Requests, request => request.Target == Full);
    }

    [Fact]
    public async Task D20_Question_of_a_node_that_died_is_put_again()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var store = new FreezableStore(gateway.StoreOf());
        await using var node = await gateway.StartNodeAsync(services => services.UseStore(store));
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Members["alice"].Claims["status"] = "new";
        gateway.Pass(10);
        var latch = store.AfterReplace = new Latch();
        var waits = gateway.Clock.Timers(LongestWait);
        var dying = gateway.SeeAsync(browser.At(node));
        await latch.ArrivedAsync();
        store.AfterReplace = null;
        await gateway.WaitingAsync(LongestWait, 1, waits);
        gateway.Clock.Advance(LongestWait);
        await dying;

        Assert.Equal("1", (await gateway.SeeAsync(browser))["OIDC_CLAIM_status"]);
        gateway.Pass(0, 13);
        Assert.Equal("new", (await gateway.SeeAsync(browser))["OIDC_CLAIM_status"]);
        Assert.Equal(1, gateway.UserInfos());
        latch.Open();
    }

    [Fact]
    public async Task D29_Fifty_denied_requests_over_two_nodes_cost_one_question_and_all_are_let_in()
    {
        await using var gateway = await ClaimsOnlyAsync();
        await using var node = await gateway.StartNodeAsync();
        var browser = await gateway.SignedInAndForgottenAsync("bob");
        gateway.Nats.Members["bob"].Claims["trial"] = "0";
        var gate = gateway.Nats.Switches.UserInfo.Hold();

        var (waits, looks) = (gateway.Clock.Timers(LongestWait), gateway.Clock.Timers(NodesAtWork.Look));
        var pages = Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? browser : browser.At(node)).GetAsync(Full)).ToArray();
        await gateway.WaitingAsync(LongestWait, 50, waits);
        await gateway.WaitingAsync(NodesAtWork.Look, 1, looks);
        gate.Open();
        await Task.WhenAny(Task.WhenAll(pages.Where((_, i) => i % 2 == 0)), Task.WhenAll(pages.Where((_, i) => i % 2 == 1)));
        gateway.Clock.Advance(NodesAtWork.Look);

        Assert.All(await Task.WhenAll(pages), page => Assert.Equal(200, page.Status));
        Assert.Equal(1, gateway.UserInfos());
        gateway.AssertQuiet();
    }
}
