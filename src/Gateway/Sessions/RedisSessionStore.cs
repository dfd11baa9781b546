using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Sessions in Redis, for any number of nodes: one key a session, a hash of version and body, whose lifetime Redis counts in its own
/// clock. A look-up is one round trip; what must not come between two steps is one script.
/// </summary>
internal sealed class RedisSessionStore(RedisConnection connection, RemovedKeys removed, string prefix) : ISessionStore
{
    private const string Nobody = "gw:ping";

    private const string CreateScript = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('HSET', KEYS[1], 'version', 1, 'body', ARGV[1])
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    // HSET leaves the lifetime of the key as it is.
    private const string ReplaceScript = """
        if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'version', ARGV[2], 'body', ARGV[3])
        return 1
        """;

    private static readonly RedisValue[] Fields = ["version", "body"];

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(database => FindAsync(database, prefix + key));
        }
        catch (RedisServerException foreign) when (foreign.Kind == RedisErrorKind.WrongType)
        {
            return new StoredSession(ReadOnlyMemory<byte>.Empty, 0, TimeSpan.Zero);   // somebody else's value under our key: unreadable
        }
    }

    public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return (long)await RunAsync(CreateScript, key, body, Milliseconds(lifetime)) == 1;
    }

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            return (long)await RunAsync(ReplaceScript, key, version, version + 1, body) == 1 ? version + 1 : null;
        }
        catch (RedisServerException foreign) when (foreign.Kind == RedisErrorKind.WrongType)
        {
            // Somebody else's value under our key: no version of ours.
        }

        return null;
    }

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return connection.AskAsync(database => database.KeyExpireAsync(prefix + key, lifetime));
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        removed.Note(prefix + key);   // first: what Redis does not take now is removed later
        var wasThere = await connection.AskAsync(database => database.KeyDeleteAsync(prefix + key));
        removed.Taken([prefix + key]);
        return wasThere;
    }

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        connection.AskAsync(database => database.StringSetAsync(prefix + key, 1, lifetime, when: When.NotExists));

    // The very command of a look-up: it needs the same permissions.
    public async ValueTask PingAsync(CancellationToken cancellationToken) => await FindAsync(Nobody, cancellationToken);

    private static async Task<StoredSession?> FindAsync(IDatabase database, RedisKey key)
    {
        var together = database.CreateBatch();
        var fields = together.HashGetAsync(key, Fields);
        var life = together.KeyTimeToLiveAsync(key);
        together.Execute();
        await Task.WhenAll(fields, life);

        var (version, body) = ((await fields)[0], (await fields)[1]);
        if (version.IsNull && body.IsNull) return null;
        return new StoredSession((ReadOnlyMemory<byte>)body, version.TryParse(out long number) ? number : 0, await life ?? TimeSpan.Zero);
    }

    private ValueTask<RedisResult> RunAsync(string script, string key, params RedisValue[] arguments) =>
        connection.AskAsync(database => database.ScriptEvaluateAsync(script, [prefix + key], arguments));

    // Rounded up: a session never ends early.
    private static long Milliseconds(TimeSpan lifetime) => (long)Math.Ceiling(lifetime.TotalMilliseconds);
}
