using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>How long a member's request may hang on Redis, set where the operator's options end.</summary>
internal static class RedisLimits
{
    // Checked at each heartbeat: a command in vain ends within a second.
    private const int CommandMilliseconds = 850;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(125);

    /// <summary>
    /// Opens at the first command that waited in vain while nothing else came back. Two commands within the window at least, as the
    /// library asks; in a time without any, the second member waits too.
    /// </summary>
    public static CircuitBreakerStrategyOptions Breaker => new()
    {
        FailureRatio = 0,
        MinimumThroughput = 2,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(1),
        ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is SessionStoreUnavailableException { IsSilence: true }),
    };

    public static ConfigurationOptions Apply(ConfigurationOptions options)
    {
        var limited = options.Clone();
        limited.AbortOnConnectFail = true;   // who fails to connect is told why, and tries again
        limited.ConnectRetry = 1;
        limited.ConnectTimeout = 1000;
        limited.AsyncTimeout = limited.SyncTimeout = CommandMilliseconds;
        limited.HeartbeatInterval = Heartbeat;
        limited.ReconnectRetryPolicy = new LinearRetry(250);
        limited.BacklogPolicy = BacklogPolicy.FailFast;
        limited.TieBreaker = limited.ConfigurationChannel = "";   // keys and channels that other programs share
        limited.ConfigCheckSeconds = 1;   // a replica that became the master is seen at once, and one that was cut off too
        limited.AllowAdmin = true;   // for INFO: the eviction policy
        limited.IncludeDetailInExceptions = false;
        limited.ClientName ??= "gateway";
        return limited;
    }
}
