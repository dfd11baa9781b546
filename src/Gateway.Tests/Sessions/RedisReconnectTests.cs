using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>
/// The way to Redis is made anew: to a server that comes late, after a connection that broke, to another master. Each server here drops keys in
/// a way of its own, which the new connection tells: so a test knows that it is made.
/// </summary>
public sealed class RedisReconnectTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWithSentinel = TimeSpan.FromMilliseconds(250);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_that_comes_late_is_found_within_a_second()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await redis.KillAsync();
        await using var stage = new RedisStage(redis.Address, "p:", clock);
        await stage.StartAsync();
        await redis.StartAgainAsync();
        await redis.AskAsync("SET", "who", "it");

        await WaitingAsync(clock, Second, 2);   // for Redis, and to remove what is to be removed
        clock.Advance(Second);
        await stage.Eviction.SaidAsync(1);

        Assert.Equal("it", await stage.ReadAsync("who"));
        Assert.Equal("The session store answers again.", stage.Log.All[^1].Text);
    }

    [Fact]
    public async Task What_was_removed_shortly_before_the_connection_broke_is_to_be_removed_again()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await using var stage = new RedisStage(redis.Address, "p:", clock);
        await stage.StartAsync();
        await stage.Eviction.SaidAsync(1);
        clock.Advance(TimeSpan.FromSeconds(61));
        await stage.Store.RemoveAsync("gw:a:s:one", Cancel);
        Assert.Empty(stage.Removed.Due());

        await redis.AskAsync("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
        await redis.AskAsync("CLIENT", "KILL", "TYPE", "normal");
        await stage.Eviction.SaidAsync(2);

        Assert.Equal(["p:gw:a:s:one"], stage.Removed.Due());
    }

    [Fact]
    public async Task Sentinels_lead_to_the_master_that_they_name_and_to_the_next_one_as_soon_as_they_name_that()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var next = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "volatile-ttl");
        await using var sentinel = await RedisSentinel.StartAsync();
        await next.AskAsync("SET", "who", "next");
        await sentinel.Master.AskAsync("SET", "who", "first");
        await sentinel.Master.AskAsync("CONFIG", "SET", "maxmemory", "100mb");
        await sentinel.Master.AskAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        await using var stage = new RedisStage(sentinel.Setting.Replace(RedisSentinel.Service, "strangers", StringComparison.Ordinal), "p:", clock);

        await stage.StartAsync();
        Assert.Null(await stage.ReadAsync("who"));   // they know no such master
        Assert.Contains("(Unreachable)", stage.Log.Warnings.Single(), StringComparison.Ordinal);

        await NameAsync(sentinel, sentinel.Master);
        await WaitingAsync(clock, PauseWithSentinel, 1);
        clock.Advance(PauseWithSentinel);
        await stage.Eviction.SaidAsync(1);
        Assert.Equal("first", await stage.ReadAsync("who"));

        await RedisServer.AskAsync(sentinel.Port, "SENTINEL", "REMOVE", "strangers");
        await NameAsync(sentinel, next);
        clock.Advance(PauseWithSentinel);
        await stage.Eviction.SaidAsync(2);
        Assert.Equal("next", await stage.ReadAsync("who"));
        await stage.Connection.StopAsync(Cancel);
        Assert.DoesNotContain("name=gateway", await sentinel.Master.AskAsync("CLIENT", "LIST"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentinels_without_a_word_of_their_own_take_that_of_Redis_and_while_they_are_silent_nothing_has_changed()
    {
        await using var sentinel = await RedisSentinel.StartAsync("the-word-of-Redis");
        var options = ConfigurationOptions.Parse(sentinel.Setting);
        (options.SentinelPassword, options.Password) = (null, "the-word-of-Redis");
        await using var sentinels = new RedisSentinels(RedisLimits.Apply(options));
        Assert.True(await sentinels.NameAnotherAsync(null));

        sentinel.Kill();

        Assert.False(await sentinels.NameAnotherAsync(null));
    }

    [Fact]
    public async Task Owner_is_told_once_of_each_way_to_throw_sessions_away_and_a_Redis_that_tells_nothing_is_no_fault()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb");
        await using var connection = (ConnectionMultiplexer)await redis.ConnectAsync();
        var log = new EvictionLog();
        var eviction = new RedisEviction(log);

        foreach (var policy in (string[])["noeviction", "allkeys-lru", "allkeys-lru", "volatile-ttl"])
        {
            await redis.AskAsync("CONFIG", "SET", "maxmemory-policy", policy);
            await eviction.LookAsync(connection);
        }

        await redis.AskAsync("ACL", "SETUSER", "default", "-info");
        await eviction.LookAsync(connection);

        Assert.Equal(["allkeys-lru", "volatile-ttl"], log.Policies);
    }

    private static Task<string> NameAsync(RedisSentinel sentinel, RedisServer master) =>
        RedisServer.AskAsync(sentinel.Port, "SENTINEL", "MONITOR", "strangers", "127.0.0.1", $"{master.Port}", "1");

    private static Task WaitingAsync(WatchedClock clock, TimeSpan pause, int timers) =>
        clock.WaitingAsync(pause, timers, Cancel).WaitAsync(Patience.Limit, TimeProvider.System, Cancel);
}
