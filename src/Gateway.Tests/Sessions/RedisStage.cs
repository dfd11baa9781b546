using Gateway.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A store over Redis as the registration makes it, on the clock of the test.</summary>
internal sealed class RedisStage : IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisRemovals _removals;

    public RedisStage(string setting, string prefix, TimeProvider time)
    {
        var condition = new RedisCondition(time, Log);
        Removed = new RemovedKeys(time);
        _connection = new RedisConnection(ConfigurationOptions.Parse(setting), RedisLimits.Breaker, condition, new RedisEviction(NullLogger<RedisEviction>.Instance), Removed, time);
        _removals = new RedisRemovals(_connection, Removed, time);
        Store = new RedisSessionStore(_connection, Removed, prefix);
    }

    public RedisSessionStore Store { get; }

    public RemovedKeys Removed { get; }

    public LogLines<RedisCondition> Log { get; } = new();

    public async Task StartAsync()
    {
        await _connection.StartAsync(TestContext.Current.CancellationToken);
        await _removals.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _removals.StopAsync(CancellationToken.None);
        await _connection.StopAsync(CancellationToken.None);
        _removals.Dispose();
        await _connection.DisposeAsync();
    }
}
