using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>The way to a Redis that is not there, is silent, takes no writes, or would throw members out. Its own server for each test.</summary>
public sealed class RedisConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_that_is_not_there_is_told_of_at_start_and_at_each_command()
    {
        await using var stage = new RedisStage($"127.0.0.1:{FreePort.Take()}", "p:", TimeProvider.System);
        await stage.StartAsync();
        Assert.Equal("The session store fails (Unreachable): Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back.", stage.Log.Warnings.Single());

        var away = await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await stage.Store.FindAsync("gw:a:s:one", Cancel));

        Assert.Equal("store_unreachable", away.Code);
        Assert.Equal("The session store is away: Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back.", away.Message);
    }

    [Fact]
    public async Task Silent_Redis_is_waited_for_twice_and_then_left_alone()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));
        await stage.StartAsync();
        redis.Freeze();

        var waits = new List<SessionStoreUnavailableException>();
        for (var i = 0; i < 3; i++) waits.Add(await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await stage.Store.FindAsync("gw:a:s:one", Cancel)));

        redis.Thaw();
        Assert.Equal([true, true, false], waits.Select(wait => wait.IsSilence));
        Assert.All(waits, wait => Assert.Equal("store_timeout", wait.Code));
        Assert.Equal("The session store was silent, and is left alone for a moment.", waits[2].Message);
    }

    [Fact]
    public async Task Redis_that_takes_no_writes_still_reads_and_what_was_to_be_removed_is_noted()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));
        await stage.StartAsync();
        Assert.True(await stage.Store.CreateAsync("gw:a:s:one", "body"u8.ToArray(), TimeSpan.FromMinutes(1), Cancel));
        await redis.AskAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        var away = await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await stage.Store.RemoveAsync("gw:a:s:one", Cancel));

        Assert.Equal(("store_read_only", false), (away.Code, away.IsSilence));
        Assert.NotNull(await stage.Store.FindAsync("gw:a:s:one", Cancel));
        Assert.Equal(["p:gw:a:s:one"], stage.Removed.Due());
        Assert.Equal("The session store fails (ReadOnly): Redis takes no writes: it is a replica, or cannot save to its disk. Signed-in members go on; nobody can sign in or out.", stage.Log.Warnings.Single());
    }

    [Fact]
    public async Task What_Redis_has_removed_is_noted_no_longer_once_no_failover_can_bring_it_back()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", clock);
        await stage.StartAsync();
        await stage.Store.CreateAsync("gw:a:s:one", "body"u8.ToArray(), TimeSpan.FromMinutes(1), Cancel);

        await stage.Store.RemoveAsync("gw:a:s:one", Cancel);
        Assert.Equal(["p:gw:a:s:one"], stage.Removed.Due());   // connected a moment ago

        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Empty(stage.Removed.Due());
    }

    [Fact]
    public async Task Owner_whose_Redis_throws_sessions_away_for_room_is_told_at_the_connection()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await using var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));

        await stage.StartAsync();
        await stage.Eviction.SaidAsync(1);

        Assert.Equal((LogLevel.Warning, "Redis throws sessions away when its memory is full (maxmemory-policy allkeys-lru): members would have to sign in again. Set maxmemory-policy noeviction."), stage.Eviction.All.Single());
    }

    [Fact]
    public async Task Connection_that_was_given_up_is_away()
    {
        await using var redis = await RedisServer.StartAsync();
        var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));
        await stage.StartAsync();
        await stage.Store.PingAsync(Cancel);
        await stage.DisposeAsync();

        Assert.Equal("store_unreachable", (await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await stage.Store.PingAsync(Cancel))).Code);
    }

    [Fact]
    public async Task Connection_that_works_is_kept()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", clock);
        await stage.StartAsync();
        var before = await stage.ConnectionIdAsync();

        await stage.LookAfterAsync(clock, TimeSpan.FromSeconds(1), 2);

        Assert.Equal(before, await stage.ConnectionIdAsync());
    }

    [Fact]
    public async Task Failure_to_find_a_server_that_takes_writes_is_that_of_the_connection_where_there_is_none()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));
        await stage.StartAsync();
        await redis.KillAsync();
        Assert.Null(await stage.ReadAsync("who"));

        var nobody = new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, "none", null, CommandStatus.Unknown);
        var away = await Assert.ThrowsAsync<SessionStoreUnavailableException>(() => stage.Connection.AskAsync(_ => Task.FromException<int>(nobody)).AsTask());

        Assert.Equal("store_unreachable", away.Code);
    }

    [Fact]
    public async Task Connection_that_is_disposed_of_is_closed_and_looks_after_Redis_no_more()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = new RedisStage(redis.Address, "p:", new WatchedClock(SessionSamples.Start));
        await stage.StartAsync();
        Assert.Contains("name=gateway", await redis.AskAsync("CLIENT", "LIST"), StringComparison.Ordinal);

        await stage.Connection.DisposeAsync();

        Assert.DoesNotContain("name=gateway", await redis.AskAsync("CLIENT", "LIST"), StringComparison.Ordinal);
        await stage.Connection.ExecuteTask!.WaitAsync(Patience.Limit, TimeProvider.System, Cancel);
    }

    [Theory]
    [InlineData(null, "gateway")]
    [InlineData("of the owner", "of the owner")]
    public void Limits_are_set_over_the_owners_options_and_his_name_for_us_stays(string? name, string expected)
    {
        var owners = new ConfigurationOptions { ClientName = name, AbortOnConnectFail = false, IncludeDetailInExceptions = true };

        var limited = RedisLimits.Apply(owners);

        Assert.Equal((expected, true, true, false), (limited.ClientName, limited.AbortOnConnectFail, limited.AllowAdmin, limited.IncludeDetailInExceptions));
        Assert.Equal(("", "", 850, 1000), (limited.TieBreaker, limited.ConfigurationChannel, limited.AsyncTimeout, limited.ConnectTimeout));
        Assert.Equal((850, 1, 1, TimeSpan.FromMilliseconds(125)), (limited.SyncTimeout, limited.ConnectRetry, limited.ConfigCheckSeconds, limited.HeartbeatInterval));
        Assert.Same(BacklogPolicy.FailFast, limited.BacklogPolicy);
        Assert.IsType<LinearRetry>(limited.ReconnectRetryPolicy);
        Assert.Equal((name, false), (owners.ClientName, owners.AbortOnConnectFail));   // his own stay as they are
    }
}
