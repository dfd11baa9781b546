using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What real Gateways stand between: a simulated NATS and a members area, on the real clock. Site <c>a</c> is that of the journeys.</summary>
internal sealed class NodesStage : IAsyncDisposable
{
    private readonly List<GatewayProcess> _nodes = [];

    private NodesStage(SimulatedNats nats, FakeMembersArea area) => (Nats, Area) = (nats, area);

    public SimulatedNats Nats { get; }

    public FakeMembersArea Area { get; }

    public static async Task<NodesStage> StartAsync()
    {
        var client = new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret)
        {
            RedirectUris = [GatewayHost.Origin + GatewayHost.Vanity],
            PostLogoutOrigins = [GatewayHost.Origin],
        };
        var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { AccessTokenLifetime = TimeSpan.FromHours(1), Clients = [client] }, TimeProvider.System);
        return new NodesStage(nats, await FakeMembersArea.StartAsync());
    }

    /// <summary>One more node with this Redis.</summary>
    public async Task<GatewayProcess> NodeAsync(string redis, params (string Name, string Value)[] environment)
    {
        var file = Some.Configuration(Nats.MetadataUrl, Area.Address);
        file["Redis"] = redis;
        var node = await GatewayProcess.StartAsync(file, environment);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Ends it at once, as by a power cut.</summary>
    public async Task KillAsync(GatewayProcess node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    public Browser NewBrowser(GatewayProcess node) => new(node.Address, Nats, GatewayHost.Origin);

    public async Task<Browser> SignedInAsync(GatewayProcess node, string member = "alice")
    {
        var browser = NewBrowser(node);
        await browser.SignInAsync(member);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        await Nats.DisposeAsync();
        await Area.DisposeAsync();
    }
}
