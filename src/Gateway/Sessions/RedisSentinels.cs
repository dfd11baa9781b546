using System.Net;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Asks the Sentinels who the master is, and leads to that server alone. The library, left to itself, also uses any other that calls itself a
/// master: a former one does for some ten seconds after it has come back, does not know who signed in since, and forgets what is written to it.
/// </summary>
internal sealed class RedisSentinels(ConfigurationOptions options) : IAsyncDisposable
{
    private ConnectionMultiplexer? _sentinels;

    /// <summary>How to connect to the master as it is now; null while no Sentinel names one.</summary>
    public async Task<ConfigurationOptions?> ToMasterAsync()
    {
        if (await FindMasterAsync() is not { } master) return null;

        var direct = options.Clone();
        direct.ServiceName = null;
        direct.EndPoints.Clear();
        direct.EndPoints.Add(master);
        return direct;
    }

    /// <summary>Whether they name another one than this. While they are silent nothing has changed.</summary>
    public async Task<bool> NameAnotherAsync(EndPoint? master)
    {
        try
        {
            return await FindMasterAsync() is { } named && !named.Equals(master);
        }
        catch (Exception failure) when (RedisOutage.Of(failure) is not null)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinels is not null) await _sentinels.DisposeAsync();
    }

    // Without one for the Sentinels these are user and password of Redis, by the library; which signs in with the latter names alone.
    private ConfigurationOptions ToSentinels()
    {
        var own = options.Clone();
        own.User = options.SentinelUser;
        own.Password = options.SentinelPassword;
        return own;
    }

    private async Task<EndPoint?> FindMasterAsync()
    {
        _sentinels ??= await ConnectionMultiplexer.SentinelConnectAsync(ToSentinels());
        foreach (var sentinel in _sentinels.GetServers().Where(server => server.IsConnected))
            if (await sentinel.SentinelGetMasterAddressByNameAsync(options.ServiceName!) is { } master) return master;   // made only where a service is named
        return null;
    }
}
