using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Warns an owner whose Redis would throw members out when its memory is full.</summary>
internal sealed partial class RedisEviction(ILogger<RedisEviction> logger)
{
    private volatile string? _said;

    /// <summary>Asks behind everybody's back, after each connection: it may be another server.</summary>
    public void Look(ConnectionMultiplexer multiplexer) => _ = LookAsync(multiplexer);

    /// <summary>The same, and ends when they have answered.</summary>
    public async Task LookAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            foreach (var server in multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
            {
                var told = (await server.InfoAsync()).SelectMany(section => section).ToLookup(pair => pair.Key, pair => pair.Value);
                Judge(string.Concat(told["maxmemory_policy"]), string.Concat(told["maxmemory"]));   // nothing where it does not tell
            }
        }
        catch (Exception failure) when (RedisOutage.Of(failure) is not null)
        {
            // Not allowed to ask, or away again: neither is this one's affair.
        }
    }

    /// <summary>Whether such a server would drop sessions to make room.</summary>
    public static bool ThrowsAway(string policy, string limit) => policy is not ("" or "noeviction") && limit is not ("" or "0");

    private void Judge(string policy, string limit)
    {
        if (!ThrowsAway(policy, limit) || policy == _said) return;

        _said = policy;
        Log.Evicts(logger, policy);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis throws sessions away when its memory is full (maxmemory-policy {Policy}): members would have to sign in again. Set maxmemory-policy noeviction.")]
        public static partial void Evicts(ILogger logger, string policy);
    }
}
