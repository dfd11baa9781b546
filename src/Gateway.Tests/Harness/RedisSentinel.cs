using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Harness;

/// <summary>A real redis-sentinel over a master and a replica, which makes the replica the master soon after the master has died.</summary>
internal sealed class RedisSentinel : IAsyncDisposable
{
    public const string Service = "members";

    private readonly string _folder = Directory.CreateTempSubdirectory("sentinel-").FullName;
    private Process? _process;

    private readonly string? _password;

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
        await UntilAsync(async () => (await master.AskAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal));
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
        _ = sentinel._process.StandardOutput.ReadToEndAsync();
        await UntilAsync(async () => (await sentinel.AskAsync("replicas")).Contains($"{replica.Port}", StringComparison.Ordinal));
        return sentinel;
    }

    /// <summary>Until the replica has taken the master's place.</summary>
    public Task FailedOverAsync() => UntilAsync(async () => (await AskAsync("get-master-addr-by-name")).Contains($"{Replica.Port}", StringComparison.Ordinal));

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

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
    }
}
