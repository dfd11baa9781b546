using Gateway.Demo.Nats;

namespace Gateway.Chaos.Parts;

/// <summary>
/// The simulated NATS, whose ledger judges the run and so lives in this process: its server dies with every connection and comes back on
/// the same port with its grants, as one with a database; frozen, it lets calls in and answers when it thaws.
/// </summary>
internal sealed class ProviderPart(SimulatedNats nats) : IPart
{
    private Latch[] _held = [];

    public string Name => "OP";

    public Task StartAsync() => nats.RecoverAsync();

    public Task KillAsync() => nats.CrashAsync();

    public Task StopAsync() => nats.CrashAsync();

    public Task FreezeAsync()
    {
        _held = [.. NatsEndpoint.All.Select(endpoint => nats.Switches.Of(endpoint).Hold())];
        return Task.CompletedTask;
    }

    public Task ThawAsync()
    {
        foreach (var endpoint in NatsEndpoint.All) nats.Switches.Of(endpoint).Heal();
        foreach (var latch in _held) latch.Open();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => nats.DisposeAsync();
}
