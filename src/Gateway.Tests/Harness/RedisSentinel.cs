using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Harness;

/// <summary>A real redis-sentinel over a master and a replica, which makes the replica the master soon after the master has died.</summary>
internal sealed class RedisSentinel : IAsyncDisposable
{
    public const string Service = "members";

    private readonly string _folder = Directory.CreateTempSubdirectory("sentinel-").FullName;
    private readonly string? _password;
    private readonly ConcurrentQueue<string?> _said = new();
    private Process? _process;

    private RedisSentinel(RedisServer master, RedisServer replica, string? password) => (Master, Replica, _password) = (master, replica, password);

    public RedisServer Master { get; }

    public RedisServer Replica { get; }

    public int Port { get; } = FreePort.Take();

    /// <summary>The setting by which a Gateway finds the master.</summary>
    public string Setting => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},serviceName={Service}{(_password is null ? "" : ",sentinelPassword=" + _password)}");

    public static async Task<RedisSentinel> StartAsync(string? password = null)
    {
        var master = await RedisServer.StartAsync();
        var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{master.Port}");
        var sentinel = new RedisSentinel(master, replica, password);
        await sentinel.UntilAsync(async () => (await master.AskAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal), "the replica at the master");
        var file = Path.Combine(sentinel._folder, "sentinel.conf");
        await File.WriteAllTextAsync(file, $"""
            port {sentinel.Port}
            bind 127.0.0.1
            dir {sentinel._folder}
            sentinel monitor {Service} 127.0.0.1 {master.Port} 1
            sentinel down-after-milliseconds {Service} 1000
            sentinel failover-timeout {Service} 3000
            {(password is null ? "" : "requirepass " + password)}

            """);
        sentinel._process = RedisServer.Run("redis-sentinel", [file]);
        sentinel._process.OutputDataReceived += (_, line) => sentinel._said.Enqueue(line.Data);
        sentinel._process.BeginOutputReadLine();
        await sentinel.UntilAsync(async () => (await sentinel.AskAsync("replicas")).Contains($"{replica.Port}", StringComparison.Ordinal), "its replica");
        return sentinel;
    }

    /// <summary>Until the replica has taken the master's place.</summary>
    public Task FailedOverAsync() => UntilAsync(async () => (await AskAsync("get-master-addr-by-name")).Contains($"{Replica.Port}", StringComparison.Ordinal), "the new master");

    /// <summary>Until the old master, which has been started again, is the new one's replica: ten seconds later.</summary>
    public Task RejoinedAsync() => UntilAsync(async () => (await Master.AskAsync("INFO", "replication")).Contains("role:slave", StringComparison.Ordinal), "the old master as replica");

    /// <summary>It answers nobody any more; Redis goes on.</summary>
    public void Kill() => _process!.Kill();

    public async ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.Dispose();
        await Replica.DisposeAsync();
        await Master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> AskAsync(string question) => RedisServer.AskAsync(Port, [.. _password is null ? Array.Empty<string>() : ["-a", _password], "SENTINEL", question, Service]);

    private Task UntilAsync(Func<Task<bool>> isSo, string what) => Eventually.TrueAsync(isSo, () => $"{what}; Sentinel said:\n{string.Join('\n', _said)}");
}
