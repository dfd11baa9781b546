namespace Gateway.Sessions;

/// <summary>What is known of Redis right now, and the lines that an owner reads about it: when it goes away and why, and when it is back.</summary>
internal sealed partial class RedisCondition(TimeProvider time, ILogger<RedisCondition> logger)
{
    // An outage that lasts is said again each minute; one that comes and goes, at most each ten seconds.
    private static readonly TimeSpan WhileItLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhenItComesBack = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<StoreOutage, long> _said = [];
    private volatile bool _saidAway;
    private volatile StoreOutage _cause;

    /// <summary>Why there is no connection, as far as the last try to make one could tell.</summary>
    public StoreOutage Cause => _cause;

    public void Failed(StoreOutage outage)
    {
        var reads = outage is StoreOutage.ReadOnly or StoreOutage.Full;
        if (IsNews(outage, !reads)) Log.Away(logger, outage, RedisOutage.Words(outage));
    }

    /// <summary>A try to connect failed, which tells more than a command that found no connection.</summary>
    public void NotConnected(StoreOutage cause)
    {
        _cause = cause;
        Failed(cause);
    }

    public void Answered()
    {
        if (_saidAway || _cause != StoreOutage.Unreachable) EndOutage();
    }

    private void EndOutage()
    {
        lock (_lock)
        {
            _cause = StoreOutage.Unreachable;
            if (_saidAway) Log.Back(logger);
            _saidAway = false;
        }
    }

    private bool IsNews(StoreOutage outage, bool isAway)
    {
        lock (_lock)
        {
            var silence = _saidAway || !isAway ? WhileItLasts : WhenItComesBack;
            if (_said.TryGetValue(outage, out var before) && time.GetElapsedTime(before) < silence) return false;
            _said[outage] = time.GetTimestamp();
            _saidAway |= isAway;
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The session store fails ({Outage}): {Words}")]
        public static partial void Away(ILogger logger, StoreOutage outage, string words);

        [LoggerMessage(2, LogLevel.Information, "The session store answers again.")]
        public static partial void Back(ILogger logger);
    }
}
