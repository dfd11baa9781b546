using System.Collections.Concurrent;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What a logout could not end goes behind everybody's back: each second, and once.</summary>
public sealed class RedisRemovalsTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly WatchedClock _clock = new(SessionSamples.Start);
    private readonly ConcurrentDictionary<string, Tally> _gone = new();
    private RedisServer _redis = null!;   // set before each test
    private RedisWire _wire = null!;
    private RedisStage _stage = null!;
    private IConnectionMultiplexer _watcher = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync("--notify-keyspace-events", "Eg");
        _wire = RedisWire.Start(_redis.Port);
        _watcher = await _redis.ConnectAsync();
        await _watcher.GetSubscriber().SubscribeAsync(RedisChannel.Literal("__keyevent@0__:del"), (_, key) => Gone(key!).Add());
        _stage = new RedisStage(_wire.Address, "p:", _clock);
        await _stage.StartAsync();
        foreach (var key in (string[])["one", "two"]) await _stage.Store.CreateAsync(key, "body"u8.ToArray(), TimeSpan.FromMinutes(1), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _watcher.DisposeAsync();
        await _wire.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Key_that_was_to_be_removed_goes_behind_everybodys_back_and_is_not_removed_again()
    {
        _clock.Advance(TimeSpan.FromSeconds(61));   // no failover can bring back what goes from now on

        await RemoveAsync("p:one");
        Assert.Null(await _stage.Store.FindAsync("one", Cancel));
        await RemoveAsync("p:two");   // the next round: the first one is over

        Assert.DoesNotContain("p:one", _stage.Removed.Due());
    }

    [Fact]
    public async Task Redis_that_does_not_take_a_removal_is_told_again_each_second()
    {
        await _redis.AskAsync("CONFIG", "SET", "min-replicas-to-write", "1");
        _stage.Removed.Note("p:one");
        for (var round = 0; round < 2; round++)
        {
            var before = _wire.Arrivals;
            _clock.Advance(Second);
            await Until(_wire.ArrivedAsync(1, before));
        }

        await _redis.AskAsync("CONFIG", "SET", "min-replicas-to-write", "0");
        await RemoveAsync("p:one");

        Assert.Null(await _stage.Store.FindAsync("one", Cancel));
    }

    private async Task RemoveAsync(string key)
    {
        _stage.Removed.Note(key);
        _clock.Advance(Second);
        await Until(Gone(key).ReachedAsync(1, Cancel));
    }

    private Tally Gone(string key) => _gone.GetOrAdd(key, _ => new Tally());

    private static Task Until(Task happened) => happened.WaitAsync(Patience.Limit, TimeProvider.System, Cancel);
}
