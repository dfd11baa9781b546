using System.Text.Json.Nodes;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>What a balancer is told: alive, ready, and why not.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task I47_Everything_down_at_start_is_alive_and_not_ready_and_recovers_without_a_restart()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Down = true;

        var live = await gateway.Operations.AskAsync("/health/live");
        var cold = await gateway.Operations.AskAsync("/health/ready");
        await AskedAsync(gateway);
        var down = await gateway.Operations.AskAsync("/health/ready");
        gateway.Nats.Switches.Down = false;
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        await gateway.Operations.AskAsync("/health/ready");   // nobody else asks: a node that is not ready gets no request
        await KnownAsync(gateway);
        var after = await gateway.Operations.AskAsync("/health/ready");

        Assert.Equal((200, "live"), (live.Status, live.Json.GetProperty("status").GetString()));
        Assert.Equal((503, "not_ready"), (cold.Status, cold.Json.GetProperty("status").GetString()));
        var op = gateway.Nats.MetadataUrl.Authority;
        Assert.Equal("metadata not asked yet", cold.Json.GetProperty("providers").GetProperty(op).GetString());
        Assert.Equal("metadata not known (op_status)", down.Json.GetProperty("providers").GetProperty(op).GetString());
        Assert.Equal("good", down.Json.GetProperty("store").GetProperty("status").GetString());
        Assert.Equal((200, "ready"), (after.Status, after.Json.GetProperty("status").GetString()));
        Assert.Equal("known", after.Json.GetProperty("providers").GetProperty(op).GetString());
        Assert.Contains("no-store", after.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Single(gateway.Log.All, line => line.Text == "Readiness is now not_ready; not good: providers.");
        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
    }

    [Fact]
    public async Task An_unreachable_store_is_not_ready_and_alive()
    {
        FaultyStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new FaultyStore(inner)));
        await gateway.SignedInAsync("alice");
        var good = await gateway.Operations.AskAsync("/health/ready");
        store!.IsAway = true;

        var away = await gateway.Operations.AskAsync("/health/ready");
        var live = await gateway.Operations.AskAsync("/health/live");
        store.IsAway = false;

        Assert.Equal(200, good.Status);
        Assert.Equal((503, 200), (away.Status, live.Status));
        Assert.Equal("the session store does not answer (store_unreachable)", away.Json.GetProperty("store").GetProperty("detail").GetString());
        Assert.DoesNotContain(FaultyStore.Why, away.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.Operations.AskAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task One_sites_OP_that_is_away_takes_no_other_site_from_the_balancer()
    {
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            var other = file["Sites"]!["a"]!.DeepClone();
            other["Origins"] = new JsonArray("https://b.example");
            other["Provider"]!["MetadataUrl"] = "http://127.0.0.1:1/metadata";   // nobody listens there
            file["Sites"]!["b"] = other;
        });
        await gateway.SignedInAsync("alice");
        var elsewhere = gateway.NewBrowser("https://b.example");
        Assert.Equal(503, (await elsewhere.GetAsync("/members/")).Status);

        var ready = await gateway.Operations.AskAsync("/health/ready");

        Assert.Equal((200, "degraded"), (ready.Status, ready.Json.GetProperty("status").GetString()));
        Assert.Equal("metadata not known (op_unreachable)", ready.Json.GetProperty("providers").GetProperty("127.0.0.1:1").GetString());
        Assert.Equal("known", ready.Json.GetProperty("providers").GetProperty(gateway.Nats.MetadataUrl.Authority).GetString());
    }

    private static Task AskedAsync(GatewayHost gateway) => UntilAsync(gateway, "metadata not known (op_status)");

    private static Task KnownAsync(GatewayHost gateway) => UntilAsync(gateway, "known");

    // The question runs behind the check that started it; what is waited for comes at once or the test fails.
    private static async Task UntilAsync(GatewayHost gateway, string state)
    {
        using var deadline = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while ((await gateway.Operations.AskAsync("/health/ready")).Json.GetProperty("providers").GetProperty(gateway.Nats.MetadataUrl.Authority).GetString() != state)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
