using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>One redis-server for the tests of a class, which part by their key prefixes. It must be installed.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private int _prefixes;

    internal RedisServer Server { get; private set; } = null!;   // set before the first test

    /// <summary>A connection of the test's own, to look at what lies there.</summary>
    internal IConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Connection = await Server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>What no other test's keys begin with.</summary>
    internal string NewPrefix() => $"t{Interlocked.Increment(ref _prefixes)}:";
}
