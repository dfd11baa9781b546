using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
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
        HangingStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(
            file: file => file["Sites"]!["b"] = SiteB(file, other.Address),
            services: TakeOut.Store(inner => store = new HangingStore(inner)));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new Tally();
        gateway.Area.Streams["/slow"] = _ =>
        {
            held.Add();
            return gate.Task;
        };
        gateway.Nats.Switches.Metadata.NeverAnswer();
        store!.Hang();

        var stuck = new List<Task<Answer>>();
        for (var i = 0; i < Each; i++)
        {
            stuck.Add(gateway.NewBrowser().GetAsync("/slow"));
            stuck.Add(gateway.NewBrowser().GetAsync("/members/"));
            stuck.Add(gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + new string('A', 43))));
        }

        await held.ReachedAsync(Each, TestContext.Current.CancellationToken);
        await store.Held.ReachedAsync(Each, TestContext.Current.CancellationToken);
        var live = await gateway.Operations.AskAsync("/health/live");
        var metrics = await gateway.Operations.AskAsync("/metrics");
        var pages = new List<Answer>();
        for (var i = 0; i < 20; i++) pages.Add(await gateway.NewBrowser("https://b.example").GetAsync($"/page{i}"));

        Assert.DoesNotContain(stuck, request => request.IsCompleted);
        Assert.Equal((200, 200), (live.Status, metrics.Status));
        Assert.All(pages, page => Assert.Equal(200, page.Status));
        gate.SetResult();
        store.Release();
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

    /// <summary>Keeps every question until it is released.</summary>
    private sealed class HangingStore(ISessionStore store) : ISessionStore
    {
        private TaskCompletionSource? _gate;

        public Tally Held { get; } = new();

        public void Hang() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate!.SetResult();

        public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
        {
            if (_gate is { } gate)
            {
                Held.Add();
                await gate.Task.WaitAsync(cancellationToken);
            }

            return await store.FindAsync(key, cancellationToken);
        }

        public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
            store.CreateAsync(key, body, lifetime, cancellationToken);

        public ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
            store.ReplaceAsync(key, version, body, cancellationToken);

        public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => store.TouchAsync(key, lifetime, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => store.RemoveAsync(key, cancellationToken);

        public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => store.ClaimOnceAsync(key, lifetime, cancellationToken);

        public ValueTask PingAsync(CancellationToken cancellationToken) => store.PingAsync(cancellationToken);
    }
}
