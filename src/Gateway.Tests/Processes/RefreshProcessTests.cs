using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>One refresh a session over three real nodes, however long the OP takes and whoever goes away meanwhile (design 6.1, 6.2).</summary>
public sealed class RefreshProcessTests(RefreshNodes nodes) : IClassFixture<RefreshNodes>
{
    private const int Requests = 500;

    // Half of it is the window: long enough for a slow OP on a busy machine, and what lasts longer must be served all the same.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private Switches Switches => nodes.Stage.Nats.Switches;

    [Fact]
    public async Task D02_Five_hundred_requests_at_once_cost_one_call_if_the_OP_takes_1_or_5_or_15_seconds_and_if_the_browser_that_began_goes_away()
    {
        var members = await nodes.SignInAsync(5, Life);
        await RefreshNodes.PassAsync((Life / 2) + TimeSpan.FromSeconds(1));

        var work = new List<Task<Answer[]>> { members[0].AskAsync(Requests) };
        await nodes.Stage.Nats.Ledger.ArrivedAsync(NatsEndpoint.Token, 1, TestContext.Current.CancellationToken);
        var opening = new List<Task>();
        for (var i = 1; i < members.Length; i++)
        {
            var latch = Switches.Token.Hold(times: 1);
            if (i == 4) await GoAwayAsync(members[i], latch);
            work.Add(members[i].AskAsync(Requests));
            await latch.ArrivedAsync();
            opening.Add(OpenAsync(latch, TimeSpan.FromSeconds(i switch { 1 => 1, 2 => 5, 3 => 15, _ => 2 })));
        }

        foreach (var answers in await Task.WhenAll(work)) Assert.All(answers, answer => Assert.True(answer.Status == 200, $"{answer.Status} {answer.Header("Location")} {answer.Text}"));
        await Task.WhenAll(opening);
        var tokens = new List<string>();
        foreach (var member in members)
        {
            await Eventually.TrueAsync(async () => (await member.SeeAsync(nodes.Nodes[0]))["OIDC_gateway_degraded"] is null, "the end of a refresh");
            tokens.Add(await member.TokenEverywhereAsync());
        }

        Assert.Equal(members.Length, nodes.Posted().Length);
        Assert.Equal(members.Length, nodes.Posted().Distinct().Count());
        var issued = nodes.Stage.Nats.Ledger.Of(NatsEndpoint.Token).Select(call => JsonNode.Parse(call.Body!)!["access_token"]!.GetValue<string>());
        Assert.Equal(issued.Order(), tokens.Order());
        AssertQuiet();
    }

    [Fact]
    public async Task D26_Refresh_link_clicked_five_times_at_once_over_three_nodes_costs_one_call_and_shows_no_error()
    {
        var member = Assert.Single(await nodes.SignInAsync(1, TimeSpan.FromHours(1)));
        var old = await member.TokenEverywhereAsync();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => member.At(nodes.Nodes[i % RefreshNodes.Count]).RefreshLinkAsync(old)));

        Assert.All(clicks, click => Assert.Equal((302, "/members/back.php"), (click.Status, click.Header("Location"))));
        Assert.Single(nodes.Posted());
        Assert.NotEqual(old, await member.TokenEverywhereAsync());
        AssertQuiet();
    }

    [Fact]
    public async Task D05_Refresher_that_is_frozen_before_its_post_or_while_it_is_under_way_or_after_it_costs_nobody_the_session()
    {
        var (before, after) = (await nodes.MoreAsync(), await nodes.MoreAsync());
        var (between, wire) = await nodes.WiredAsync();
        await using var _ = wire;
        var members = await nodes.SignInAsync(3, Life);
        await RefreshNodes.PassAsync(Life / 2);

        var unseen = Switches.Token.Hold(times: 1);
        await members[0].SeeAsync(before);
        await unseen.ArrivedAsync();
        RefreshNodes.Freeze(before);
        var answered = Switches.Token.HoldAnswer(times: 1);
        await members[1].SeeAsync(after);
        await answered.ArrivedAsync();
        RefreshNodes.Freeze(after);
        var attempted = wire.StopAfterAsync(RefreshNodes.IsReplace);
        await members[2].SeeAsync(between);
        await attempted;
        RefreshNodes.Freeze(between);
        wire.Release();
        unseen.Open();
        answered.Open();
        foreach (var member in members) Assert.All(await member.AskAsync(30), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, nodes.Posted().Length);
        RefreshNodes.Thaw(before);
        RefreshNodes.Thaw(after);
        RefreshNodes.Thaw(between);

        foreach (var member in members)
        {
            await Eventually.TrueAsync(async () => (await member.SeeAsync(nodes.Nodes[0]))["OIDC_access_token"] is { } token && IsIssued(token), "the answer that a frozen node brought, or another's where it slept too long to post");
            await member.TokenEverywhereAsync();
        }

        Assert.Equal(3, nodes.Posted().Distinct().Count());
        Assert.Equal(3, nodes.Posted().Length);
        AssertQuiet();
    }

    // The leader of a refresh closes its connection while the OP has not answered yet.
    private async Task GoAwayAsync(SignedInMember member, Latch latch)
    {
        using var leader = new TcpClient();
        await leader.ConnectAsync(nodes.Nodes[0].Address.Host, nodes.Nodes[0].Address.Port, TestContext.Current.CancellationToken);
        await leader.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /members/ HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\nCookie: __Host-gateway={member.Cookie}\r\n\r\n"), TestContext.Current.CancellationToken);
        await latch.ArrivedAsync();
        leader.Client.Close(0);
    }

    private bool IsIssued(string accessToken) =>
        nodes.Stage.Nats.Ledger.Of(NatsEndpoint.Token).Any(call => call.Body?.Contains(accessToken, StringComparison.Ordinal) == true);

    private static async Task OpenAsync(Latch latch, TimeSpan wait)
    {
        await RefreshNodes.PassAsync(wait);
        latch.Open();
    }

    private void AssertQuiet() => Assert.DoesNotContain(nodes.Nodes.SelectMany(node => node.Lines), line => line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal));
}
