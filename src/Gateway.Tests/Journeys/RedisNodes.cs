using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Two nodes of one site over one real Redis, each with a connection of its own, and the server's time in the hands of the test.</summary>
internal sealed class RedisNodes : IAsyncDisposable
{
    private readonly RedisClock _clock;

    private RedisNodes(SharedRedis redis, string prefix, GatewayHost first, GatewayHost second)
    {
        (Redis, Prefix, First, Second) = (redis.Connection, prefix, first, second);
        _clock = new RedisClock(redis.Connection, prefix);
    }

    public IConnectionMultiplexer Redis { get; }

    public string Prefix { get; }

    public GatewayHost First { get; }

    public GatewayHost Second { get; }

    /// <summary><paramref name="site"/> changes the JSON of both nodes, the other two what is the second's alone.</summary>
    public static async Task<RedisNodes> StartAsync(
        SharedRedis redis, Action<JsonObject>? site = null, Action<JsonObject>? secondSite = null, Action<IServiceCollection, TimeProvider>? second = null,
        Func<SimulatedNatsOptions, SimulatedNatsOptions>? nats = null)
    {
        var prefix = redis.NewPrefix();
        var first = await GatewayHost.StartAsync(site, file => file[nameof(Redis)] = $"{redis.Server.Address},keyPrefix={prefix}", nats: nats);
        return new RedisNodes(redis, prefix, first, await first.StartNodeAsync(services => second?.Invoke(services, first.Clock), secondSite));
    }

    /// <summary>The keys of sessions that live now.</summary>
    public IReadOnlyList<RedisKey> Sessions => [.. Redis.GetServers().Single().Keys(pattern: Prefix + "gw:a:s:*")];

    /// <summary>Time passes for the nodes and for Redis.</summary>
    public Task AdvanceAsync(TimeSpan time)
    {
        First.Clock.Advance(time);
        return _clock.AdvanceAsync(time);
    }

    public async Task<TimeSpan> LifeAsync() => await Redis.GetDatabase().KeyTimeToLiveAsync(Assert.Single(Sessions)) ?? TimeSpan.Zero;

    public void AssertQuiet()
    {
        First.AssertQuiet();
        Second.AssertQuiet();
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
