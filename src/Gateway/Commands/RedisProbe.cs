using System.Diagnostics;
using System.Globalization;
using Gateway.Sessions;
using Gateway.Sites;
using StackExchange.Redis;

namespace Gateway.Commands;

/// <summary>Asks Redis as a session would be kept: is it there, does it take a write, how fast, and would it keep what it has?</summary>
internal sealed class RedisProbe(RedisSettings settings)
{
    private const int Pings = 5;
    private const string Key = "gw:check";

    private static readonly Version Oldest = new(6, 0);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly List<OnlineFinding> _findings = [];

    public async Task<IReadOnlyList<OnlineFinding>> AskAsync()
    {
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisLimits.Apply(settings.Options));
            var database = redis.GetDatabase();
            await database.StringSetAsync(settings.KeyPrefix + Key, "1", Short);
            _findings.Add(Latency(await FastestAsync(database)));
            foreach (var server in redis.GetServers().Where(server => server is { IsConnected: true, IsReplica: false })) await LookAsync(server);
        }
        catch (Exception failure) when (RedisOutage.Of(failure) is { } outage)
        {
            _findings.Add(OnlineFinding.Fault("answer", $"{outage}.", RedisOutage.Words(outage)));
        }

        return _findings;
    }

    private static async Task<TimeSpan> FastestAsync(IDatabase database)
    {
        var fastest = TimeSpan.MaxValue;
        for (var count = 0; count < Pings; count++)
        {
            var start = Stopwatch.GetTimestamp();
            await database.PingAsync();
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return fastest;
    }

    private static OnlineFinding Latency(TimeSpan fastest)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{fastest.TotalMilliseconds:0.0} ms");
        return fastest < Slow
            ? OnlineFinding.Good("answer", $"takes writes, answers in {text}")
            : OnlineFinding.Note("answer", $"It takes writes, and needs {text} to answer.", "Every request of a member waits so long: put Redis near Gateway.");
    }

    private async Task LookAsync(IServer server)
    {
        ILookup<string, string> info;
        try
        {
            info = (await server.InfoAsync()).SelectMany(section => section).ToLookup(pair => pair.Key, pair => pair.Value);
        }
        catch (RedisServerException refused) when (RedisOutage.Of(refused) == StoreOutage.Credentials)
        {
            _findings.Add(OnlineFinding.Note("settings", "This user may not ask for INFO, so version, eviction and persistence are not looked at.", "Allow it: ACL SETUSER … +info."));
            return;
        }

        string Value(string name) => info[name].FirstOrDefault() ?? "";
        _findings.Add(Version.TryParse(Value("redis_version"), out var version) && version < Oldest
            ? OnlineFinding.Fault("version", $"It is {version}.", "Install version 6.0 or later.")
            : OnlineFinding.Good("version", Value("redis_version")));
        _findings.Add(RedisEviction.ThrowsAway(Value("maxmemory_policy"), Value("maxmemory"))
            ? OnlineFinding.Fault("eviction", $"It throws sessions away when its memory is full (maxmemory-policy {Value("maxmemory_policy")}).", "Set maxmemory-policy noeviction.")
            : OnlineFinding.Good("eviction", "keeps sessions when its memory is full"));
        _findings.Add(Value("aof_enabled") == "1"
            ? OnlineFinding.Good("persistence", "appendonly yes")
            : OnlineFinding.Note("persistence", "It keeps no append-only file: members signed in since its last snapshot sign in again after a restart of Redis.", "Set appendonly yes."));
    }
}
