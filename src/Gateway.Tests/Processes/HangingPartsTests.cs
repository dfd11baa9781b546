using System.Diagnostics;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// One site's OP, upstream and a real Redis hang, and what others wait is measured by the clock on the wall: the best of some, since the
/// machine may have other things to do (corpus I46; StarvationTests has the rest of the row).
/// </summary>
[Collection(RealTime.Name)]
public sealed class HangingPartsTests
{
    private const int Each = 170;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task I46_Health_and_another_sites_pages_come_within_a_second()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var wire = RedisWire.Start(redis.Port);
        await using var other = await FakeMembersArea.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            file["Redis"] = wire.Address;
            Some.SiteBeside(file)["Upstream"] = other.Address.ToString();
        });
        var (gate, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new Tally());
        gateway.Area.Streams["/slow"] = _ =>
        {
            held.Add();
            return gate.Task;
        };
        gateway.Nats.Switches.Metadata.NeverAnswer();

        var slow = Ask(gateway, "/slow");
        await held.ReachedAsync(Each, TestContext.Current.CancellationToken);
        var before = wire.Arrivals;
        var logins = Ask(gateway, "/members/");
        await wire.ArrivedAsync(2 * Each, before).WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);   // a login asks first whether the store answers
        await gateway.Operations.AskAsync("/health/ready");   // so does this, and answers of Redis come in their order: all have theirs
        wire.Gate = gate.Task;
        var members = Ask(gateway, "/members/", ("Cookie", "__Host-gateway=" + new string('A', 43)));   // our own limit ends them: 503 within a second
        var live = await BestAsync(5, _ => gateway.Operations.AskAsync("/health/live"));
        var page = await BestAsync(20, i => gateway.NewBrowser("https://b.example").GetAsync($"/page{i}"));

        Assert.DoesNotContain(slow, request => request.IsCompleted);
        Assert.Contains(logins, request => !request.IsCompleted);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
        Assert.InRange(live, TimeSpan.Zero, Limit);
        Assert.InRange(page, TimeSpan.Zero, Limit);
        var ended = await Task.WhenAll(members);
        gate.SetResult();
        await gateway.Clock.WaitingAsync(TimeSpan.FromSeconds(5), 1, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));   // what we wait for the OP's metadata
        Assert.All(await Task.WhenAll(slow), answer => Assert.Equal(200, answer.Status));
        Assert.All([.. ended, .. await Task.WhenAll(logins)], answer => Assert.Equal(503, answer.Status));
    }

    private static List<Task<Answer>> Ask(GatewayHost gateway, string page, params (string Name, string Value)[] headers) =>
        [.. Enumerable.Range(0, Each).Select(_ => gateway.NewBrowser().GetAsync(page, headers))];

    private static async Task<TimeSpan> BestAsync(int times, Func<int, Task<Answer>> ask)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(200, (await ask(i)).Status);
            if (clock.Elapsed < best) best = clock.Elapsed;
        }

        return best;
    }
}
