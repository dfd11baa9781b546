using Gateway.Demo.Nats;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Demo;

/// <summary>A simulated NATS on a free port, its clock in the test's hand, and a lax client that signs in as alice without a page.</summary>
internal sealed class NatsStage : IAsyncDisposable
{
    private NatsStage(SimulatedNats nats, FakeTimeProvider clock)
    {
        Nats = nats;
        Clock = clock;
        Client = new LaxClient(nats);
        nats.Switches.AutoLogin = "alice";
    }

    public SimulatedNats Nats { get; }

    public FakeTimeProvider Clock { get; }

    public LaxClient Client { get; }

    public static async Task<NatsStage> StartAsync(SimulatedNatsOptions? options = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        options ??= new SimulatedNatsOptions { Clients = [LaxClient.Registration] };
        return new NatsStage(await SimulatedNats.StartAsync(options, clock), clock);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Nats.DisposeAsync();
    }
}
