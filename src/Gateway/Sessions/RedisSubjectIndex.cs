using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// The index in Redis: for each subject a sorted set of store keys by the end of their time (in the clock of the node that wrote it, for it only
/// tells what may be swept out), and for a while after its end one text with the second of it. Each is one key, and each verb one round trip a
/// key.
/// </summary>
internal sealed class RedisSubjectIndex(RedisConnection connection, TimeProvider time, string prefix) : ISubjectIndex
{
    private const string EndSuffix = ":end";

    // The clocks of no two nodes at which logins succeed differ by more (Provider.IdTokenIatSlack is an hour at most).
    private static readonly TimeSpan Spread = TimeSpan.FromHours(2);

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // What has ended goes out, or the set of a member who never stops signing in would grow without end.
    private const string AddScript = """
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
        redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 1
        """;

    private const string TakeScript = """
        local keys = redis.call('ZRANGE', KEYS[1], 0, -1)
        redis.call('DEL', KEYS[1])
        return keys
        """;

    private const string EndScript = """
        if tonumber(redis.call('GET', KEYS[1]) or '0') > tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2])
        else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
        return 1
        """;

    public async ValueTask AddAsync(string subject, string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await RunAsync(AddScript, subject, key, Milliseconds(lifetime), (now - Spread).ToUnixTimeMilliseconds(), (now + lifetime).ToUnixTimeMilliseconds());
    }

    public async ValueTask<IReadOnlyList<string>> FindAsync(string subject, CancellationToken cancellationToken) =>
        [.. (await connection.AskAsync(database => database.SortedSetRangeByRankAsync(prefix + subject))).Select(key => key.ToString())];

    // The end first: a login between the two then sees it.
    public async ValueTask<IReadOnlyList<string>> EndAsync(string subject, DateTimeOffset issued, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await RunAsync(EndScript, subject + EndSuffix, issued.ToUnixTimeSeconds(), Milliseconds(lifetime));
        return (string[])(await RunAsync(TakeScript, subject))!;
    }

    public async ValueTask<DateTimeOffset?> FindEndAsync(string subject, CancellationToken cancellationToken)
    {
        var end = await connection.AskAsync(database => database.StringGetAsync(prefix + subject + EndSuffix));
        return !end.IsNull && end.TryParse(out long second) ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(second, 0, LastSecond)) : null;
    }

    private ValueTask<RedisResult> RunAsync(string script, string key, params RedisValue[] arguments) =>
        connection.AskAsync(database => database.ScriptEvaluateAsync(script, [prefix + key], arguments));

    private static long Milliseconds(TimeSpan lifetime) => (long)Math.Ceiling(lifetime.TotalMilliseconds);
}
