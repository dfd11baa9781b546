using System.Text.Json.Nodes;
using Gateway.Benchmarks.Contenders;
using Gateway.Demo.Nats;

namespace Gateway.Chaos.Parts;

/// <summary>All that runs: two Gateways on a Redis with a replica and Sentinel, php-fpm, and the OP with its members.</summary>
internal sealed class Field : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaos-").FullName;

    private Field(Plan plan, SimulatedNats nats)
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, "site")).FullName;
        MembersArea.Write(root);
        (Nats, Provider, Redis, Php) = (nats, new ProviderPart(nats), new RedisPair(_folder), PhpPool.In(_folder, Child.FreePort()));
        Site = new SiteFile(nats, Redis.Setting, Php.Address, root) { LacksFullRule = plan.Sabotage == Sabotage.Rule };
        Nodes = [Node("gateway 1"), Node("gateway 2")];
    }

    public SimulatedNats Nats { get; }

    public SiteFile Site { get; }

    public RedisPair Redis { get; }

    public PhpPool Php { get; }

    public ProviderPart Provider { get; }

    public IReadOnlyList<NodePart> Nodes { get; }

    public static async Task<Field> OpenAsync(Plan plan)
    {
        var options = new SimulatedNatsOptions { Port = Child.FreePort(), AccessTokenLifetime = plan.TokenLifetime, Clients = [SiteFile.Client] };
        var field = new Field(plan, await SimulatedNats.StartAsync(options, TimeProvider.System));
        foreach (var (name, isFull) in plan.Members)
            field.Nats.Members.Put(new NatsMember(name, name, "", new JsonObject { ["username"] = name, ["trial"] = isFull ? "0" : "1" }));
        try
        {
            await field.Redis.StartAsync();
            await field.Php.StartAsync();
            foreach (var node in field.Nodes) await node.StartAsync();
            return field;
        }
        catch
        {
            await field.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        await Php.DisposeAsync();
        await Redis.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private NodePart Node(string name) =>
        new(name, Site, Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName, "gateway.json"), Child.FreePort(), Child.FreePort());
}
