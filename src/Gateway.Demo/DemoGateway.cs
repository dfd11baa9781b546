using System.Net.Sockets;
using Gateway.Sites;

namespace Gateway.Demo;

/// <summary>The Gateway as the demo starts it: the very product, from a configuration file in a folder of its own.</summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-demo-").FullName;
    private IHost? _host;

    private DemoGateway()
    {
    }

    /// <summary>Throws <see cref="PortRefusedException"/> when the port cannot be had.</summary>
    public static async Task<IAsyncDisposable> StartAsync(
        int port, Uri metadata, Uri area, CancellationToken cancellationToken, Action<IServiceCollection>? change = null)
    {
        var demo = new DemoGateway();
        try
        {
            await demo.RunAsync(DemoConfiguration.Text(port, metadata, area, Socket.OSSupportsIPv6), change, cancellationToken);
            return demo;
        }
        catch (Exception refusal) when (LoopbackServer.Why(refusal) is { } why)
        {
            await demo.DisposeAsync();
            throw new PortRefusedException(port, "the Gateway", why, refusal);
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.StopAsync();
        _host?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string configuration, Action<IServiceCollection>? change, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_folder, "gateway.json");
        await File.WriteAllTextAsync(file, configuration, cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var read = ConfigurationReader.Read(file, Environment.GetEnvironmentVariable);
        _host = GatewayApplication.Build(read.Configuration ?? throw new InvalidOperationException(string.Join('\n', read.Faults)), change);
        await _host.StartAsync(cancellationToken);
    }
}
