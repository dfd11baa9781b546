using Gateway.Demo.Area;
using Gateway.Demo.Nats;

namespace Gateway.Demo;

/// <summary>The three parts side by side: the Gateway on a port, NATS on the next, the members area on the one after.</summary>
internal sealed class RunningDemo : IAsyncDisposable
{
    private readonly int _port;
    private readonly Stack<IAsyncDisposable> _parts = new();
    private SimulatedNats? _nats;

    private RunningDemo(int port) => _port = port;

    /// <summary>Its switches and its ledger, for tests.</summary>
    public SimulatedNats Nats => _nats ?? throw new InvalidOperationException("The demo does not run.");

    /// <summary>What the person at the terminal reads.</summary>
    public string Introduction => $"""

        The members area, through the Gateway   http://localhost:{_port}/
        NATS, simulated: its switches           http://127.0.0.1:{_port + 1}/switches
        The members area by itself              http://localhost:{_port + 2}/

        What to try
          1. Open the first address, enter the members area, sign in as alice: everything opens.
          2. Log out, sign in as bob, a trial member: the full section refuses him.
          3. Make bob full on the switches of NATS, open the full section again: he is let in at once.
          4. Look at "Headers": what your PHP would get; refresh the tokens there; log out.
          5. Stop NATS with "Be down", and see that signed-in members notice nothing.

        Ctrl+C ends all three.
        """;

    /// <summary>
    /// Throws <see cref="PortRefusedException"/> when one of the three ports cannot be had; none is then left open. A test may
    /// <paramref name="change"/> where the Gateway logs to.
    /// </summary>
    public static async Task<RunningDemo> StartAsync(
        int port, TimeProvider clock, CancellationToken cancellationToken, Action<IServiceCollection>? change = null)
    {
        var demo = new RunningDemo(port);
        try
        {
            await demo.StartPartsAsync(clock, change, cancellationToken);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part)) await part.DisposeAsync();
    }

    private async Task StartPartsAsync(TimeProvider clock, Action<IServiceCollection>? change, CancellationToken cancellationToken)
    {
        _nats = await SimulatedNats.StartAsync(
            new SimulatedNatsOptions
            {
                Port = _port + 1,
                Clients = [DemoConfiguration.Client(_port)],
                MembersArea = new Uri($"http://localhost:{_port}/members/"),
            },
            clock);
        _parts.Push(_nats);

        var area = await SampleMembersArea.StartAsync(_port + 2, _nats.SwitchesUrl);
        _parts.Push(area);

        _parts.Push(await DemoGateway.StartAsync(_port, _nats.MetadataUrl, area.Address, cancellationToken, change));
    }
}
