using Gateway.Demo.Nats;

namespace Gateway.Demo;

/// <summary>The Gateway as the demo starts it, from a configuration file of its own making.</summary>
internal static class DemoGateway
{
    /// <summary>Null: this build holds no Gateway to start.</summary>
    public static Task<IAsyncDisposable?> StartAsync(int port, SimulatedNats nats, Uri area, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = DemoConfiguration.Text(port, nats, area, System.Net.Sockets.Socket.OSSupportsIPv6);
        return Task.FromResult<IAsyncDisposable?>(null);
    }
}
