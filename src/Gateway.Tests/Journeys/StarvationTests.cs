using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>One site's OP, store and upstream hang, and nobody else notices.</summary>
public sealed class StarvationTests
{
    private const int Each = 170;

    [Fact]
    public async Task I46_Five_hundred_requests_to_what_hangs_hinder_neither_health_nor_another_site()
    {
        await using var other = await FakeMembersArea.StartAsync();
        GatedStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(
            file: file => file["Sites"]!["b"] = SiteB(file, other.Address),
            services: TakeOut.Store(inner => store = new GatedStore(inner)));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new Tally();
        gateway.Area.Streams["/slow"] = _ =>
        {
            held.Add();
            return gate.Task;
        };
        gateway.Nats.Switches.Metadata.NeverAnswer();
        var asked = store!.HoldFinds();

        var stuck = new List<Task<Answer>>();
        for (var i = 0; i < Each; i++)
        {
            stuck.Add(gateway.NewBrowser().GetAsync("/slow"));
            stuck.Add(gateway.NewBrowser().GetAsync("/members/"));
            stuck.Add(gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + new string('A', 43))));
        }

        await held.ReachedAsync(Each, TestContext.Current.CancellationToken);
        await asked.ArrivedAsync(Each, TestContext.Current.CancellationToken);
        var live = await gateway.Operations.AskAsync("/health/live");
        var metrics = await gateway.Operations.AskAsync("/metrics");
        var pages = new List<Answer>();
        for (var i = 0; i < 20; i++) pages.Add(await gateway.NewBrowser("https://b.example").GetAsync($"/page{i}"));

        Assert.DoesNotContain(stuck, request => request.IsCompleted);
        Assert.Equal((200, 200), (live.Status, metrics.Status));
        Assert.All(pages, page => Assert.Equal(200, page.Status));
        gate.SetResult();
        asked.Open();
        await gateway.Clock.WaitingAsync(TimeSpan.FromSeconds(5), 1, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));   // what we wait for the OP's metadata
        var answers = await Task.WhenAll(stuck);
        Assert.Equal((Each, 2 * Each), (answers.Count(answer => answer.Status == 200), answers.Count(answer => answer.Status == 503)));
    }

    private static JsonNode SiteB(JsonObject file, Uri upstream)
    {
        var site = file["Sites"]!["a"]!.DeepClone();
        site["Origins"] = new JsonArray("https://b.example");
        site["Upstream"] = upstream.ToString();
        return site;
    }
}
