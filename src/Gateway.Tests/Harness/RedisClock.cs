using StackExchange.Redis;

namespace Gateway.Tests.Harness;

/// <summary>Moves time in a real Redis: every key with the test's prefix loses so much of its life, or ends.</summary>
internal sealed class RedisClock(IConnectionMultiplexer connection, string prefix)
{
    public async Task AdvanceAsync(TimeSpan time)
    {
        var (database, server) = (connection.GetDatabase(), connection.GetServers().Single());
        await foreach (var key in server.KeysAsync(pattern: prefix + "*"))
        {
            if (await database.KeyTimeToLiveAsync(key) is { } left) await database.KeyExpireAsync(key, left - time);
        }
    }
}
