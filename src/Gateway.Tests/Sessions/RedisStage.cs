using Gateway.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
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
        Connection = new RedisConnection(ConfigurationOptions.Parse(setting), RedisLimits.Breaker, condition, new RedisEviction(NullLogger<RedisEviction>.Instance), Removed, time);
        _removals = new RedisRemovals(Connection, Removed, time);
        Store = new RedisSessionStore(Connection, Removed, prefix);
    }

    public RedisConnection Connection { get; }

    public RedisSessionStore Store { get; }

    public RemovedKeys Removed { get; }

    public LogLines<RedisCondition> Log { get; } = new();

    public async Task StartAsync()
    {
        await Connection.StartAsync(TestContext.Current.CancellationToken);
        await _removals.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _removals.StopAsync(CancellationToken.None);
        await Connection.StopAsync(CancellationToken.None);
        _removals.Dispose();
        await Connection.DisposeAsync();
    }
}
