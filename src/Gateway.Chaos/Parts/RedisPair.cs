using System.Globalization;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Chaos.Parts;

/// <summary>
/// A Redis, its replica, and a Sentinel over both. Each has a file of its own, which Sentinel rewrites as it does for an owner, and keeps
/// its data over a restart.
/// </summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private const string Service = "members";

    private readonly ServerPart[] _servers;

    public RedisPair(string folder)
    {
        var (first, second, sentinel) = (Child.FreePort(), Child.FreePort(), Child.FreePort());
        _servers = [Server(folder, "redis-a", first), Server(folder, "redis-b", second, $"replicaof 127.0.0.1 {Text(first)}")];
        Sentinel = new ServerPart("Sentinel", "redis-sentinel", [Written(folder, "sentinel",
            $"port {Text(sentinel)}", $"sentinel monitor {Service} 127.0.0.1 {Text(first)} 1",
            $"sentinel down-after-milliseconds {Service} 2000", $"sentinel failover-timeout {Service} 6000")], sentinel);
    }

    public ServerPart Sentinel { get; }

    /// <summary>The setting by which a Gateway finds the master.</summary>
    public string Setting => $"127.0.0.1:{Text(Sentinel.Port)},serviceName={Service}";

    public async Task StartAsync()
    {
        foreach (var server in _servers) await server.StartAsync();
        await Sentinel.StartAsync();
        await SettledAsync();
    }

    public async Task<ServerPart> MasterAsync()
    {
        ServerPart? master = null;
        await Wait.UntilAsync(async () => (master = await FindMasterAsync()) is not null, "Sentinel names a master");
        return master!;
    }

    public async Task<ServerPart> ReplicaAsync() => OtherThan(await MasterAsync());

    /// <summary>Ends when the other one has become the master.</summary>
    public Task FailedOverAsync(ServerPart master) => Wait.UntilAsync(async () => await FindMasterAsync() == OtherThan(master), "Sentinel makes the replica the master");

    /// <summary>Ends when there is one master, whom the other follows, and Sentinel knows both.</summary>
    public Task SettledAsync() => Wait.UntilAsync(async () =>
        await FindMasterAsync() is { } master
        && (await AskAsync(Sentinel, "SENTINEL", "replicas", Service)).Contains(Text(OtherThan(master).Port), StringComparison.Ordinal)
        && (await AskAsync(master, "INFO", "replication")).Contains("state=online", StringComparison.Ordinal)
        && (await AskAsync(OtherThan(master), "INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows the master");

    /// <summary>What Sentinel does when an operator asks for it: nothing has failed.</summary>
    public async Task ChangeOverAsync()
    {
        var master = await MasterAsync();
        await AskAsync(Sentinel, "SENTINEL", "failover", Service);
        await FailedOverAsync(master);
    }

    /// <summary>Throws everybody's session away, which no promise covers: to prove the judge.</summary>
    public async Task FlushAsync() => await AskAsync(await MasterAsync(), "FLUSHALL");

    public async ValueTask DisposeAsync()
    {
        await Sentinel.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    /// <summary>Whom Sentinel calls the master; null while it says nothing.</summary>
    private async Task<ServerPart?> FindMasterAsync()
    {
        var told = (await AskAsync(Sentinel, "SENTINEL", "get-master-addr-by-name", Service)).Split('\n', StringSplitOptions.TrimEntries);
        return _servers.FirstOrDefault(server => told.Contains(Text(server.Port)));
    }

    private ServerPart OtherThan(ServerPart server) => _servers.Single(other => other != server);

    private static ServerPart Server(string folder, string name, int port, params string[] lines) =>
        new(name, "redis-server", [Written(folder, name, ["port " + Text(port), "save \"\"", "appendonly yes", .. lines])], port);

    private static string Written(string folder, string name, params string[] lines)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        var file = Path.Combine(own, name + ".conf");
        File.WriteAllLines(file, [.. lines.Take(1), "bind 127.0.0.1", "dir " + own, .. lines.Skip(1)]);
        return file;
    }

    private static Task<string> AskAsync(ServerPart server, params string[] command) => Child.OutputAsync("timeout", ["2", "redis-cli", "-p", Text(server.Port), .. command]);   // one that is frozen says nothing

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
