using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A store over Redis as the registration makes it, on the clock of the test.</summary>
internal sealed class RedisStage : IAsyncDisposable
{
    private readonly RedisRemovals _removals;

    public RedisStage(string setting, string prefix, TimeProvider time)
    {
        var condition = new RedisCondition(time, Log);
        Removed = new RemovedKeys(time);
        Connection = new RedisConnection(ConfigurationOptions.Parse(setting), RedisLimits.Breaker, condition, new RedisEviction(Eviction), Removed, time);
        _removals = new RedisRemovals(Connection, Removed, time);
        Store = new RedisSessionStore(Connection, Removed, prefix);
    }

    public RedisConnection Connection { get; }

    public RedisSessionStore Store { get; }

    public RemovedKeys Removed { get; }

    public LogLines<RedisCondition> Log { get; } = new();

    public EvictionLog Eviction { get; } = new();

    public async Task StartAsync()
    {
        await Connection.StartAsync(TestContext.Current.CancellationToken);
        await _removals.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The value of a key, or null where there is none or the store is away.</summary>
    public async Task<string?> ReadAsync(string key)
    {
        try
        {
            return await Connection.AskAsync(async database => (string?)await database.StringGetAsync(key));
        }
        catch (SessionStoreUnavailableException)
        {
            return null;
        }
    }

    /// <summary>By which Redis knows the connection.</summary>
    public ValueTask<long> ConnectionIdAsync() => Connection.AskAsync(async database => (long)await database.ExecuteAsync("CLIENT", "ID"));

    /// <summary>The connection is looked after once more, and no further: ends when that is done. As many timers of this length wait once all has begun.</summary>
    public async Task LookAfterAsync(WatchedClock clock, TimeSpan pause, int timers)
    {
        await clock.WaitingAsync(pause, timers, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        clock.Advance(pause);
        await Connection.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _removals.StopAsync(CancellationToken.None);
        await Connection.StopAsync(CancellationToken.None);
        _removals.Dispose();
        await Connection.DisposeAsync();
    }
}
