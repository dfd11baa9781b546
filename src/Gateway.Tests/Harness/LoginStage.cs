using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>One Gateway for the tests of a class that change no setting and move no time.</summary>
public sealed class LoginStage : IAsyncLifetime
{
    internal GatewayHost Gateway { get; private set; } = null!;   // set before the first test

    public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    /// <summary>The Gateway with nothing written down of the tests before.</summary>
    internal GatewayHost Fresh()
    {
        Gateway.Nats.Switches.Reset();
        Gateway.Nats.Ledger.Clear();
        Gateway.Log.Clear();
        return Gateway;
    }
}
