using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// Sessions in this process, for one machine and the demo. Bounded: a full store refuses new sessions and drops no living one.
/// Counts lifetimes on a clock that nobody can set.
/// </summary>
internal sealed class MemorySessionStore(TimeProvider time, int maxSessions = 100_000, int maxClaims = 1_000_000) : ISessionStore
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _sessions = new(StringComparer.Ordinal);
    private readonly OnceClaims _claims = new(maxClaims);
    private readonly long _start = time.GetTimestamp();

    // The dictionary's own Count takes all of its locks.
    private int _count;
    private long _sweptAt;

    /// <summary>How many it holds, those included that have ended and were not swept out yet.</summary>
    public int Count => Volatile.Read(ref _count);

    private TimeSpan Clock => time.GetElapsedTime(_start);

    public ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!TryGetLiving(key, out var entry, out var remaining)) return ValueTask.FromResult<StoredSession?>(null);
        return ValueTask.FromResult<StoredSession?>(new StoredSession(entry.Body, entry.Version, remaining));
    }

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        if (TryGetLiving(key, out _, out _) || !TryReserve()) return ValueTask.FromResult(false);
        if (_sessions.TryAdd(key, new Entry(body.ToArray(), 1, Clock + lifetime))) return ValueTask.FromResult(true);

        Interlocked.Decrement(ref _count);
        return ValueTask.FromResult(false);
    }

    public ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Again when only a touch came between.
        while (TryGetLiving(key, out var entry, out _) && entry.Version == version)
        {
            var replaced = new Entry(body.ToArray(), version + 1, entry.EndsAt);
            if (_sessions.TryUpdate(key, replaced, entry)) return ValueTask.FromResult<long?>(replaced.Version);
        }

        return ValueTask.FromResult<long?>(null);
    }

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        while (TryGetLiving(key, out var entry, out _))
        {
            var touched = new Entry(entry.Body, entry.Version, Clock + lifetime);
            if (_sessions.TryUpdate(key, touched, entry)) return ValueTask.FromResult(true);
        }

        return ValueTask.FromResult(false);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var wasThere = TryGetLiving(key, out _, out _);
        if (_sessions.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
        return ValueTask.FromResult(wasThere);
    }

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_claims.TryTake(key, Clock, lifetime));

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private bool TryGetLiving(string key, out Entry entry, out TimeSpan remaining)
    {
        remaining = default;
        if (!_sessions.TryGetValue(key, out entry!)) return false;

        remaining = entry.EndsAt - Clock;
        if (remaining > TimeSpan.Zero) return true;

        Drop(key, entry);
        return false;
    }

    private bool TryReserve()
    {
        var now = Clock;
        var last = Interlocked.Read(ref _sweptAt);
        if (now.Ticks - last >= SweepInterval.Ticks && Interlocked.CompareExchange(ref _sweptAt, now.Ticks, last) == last) Sweep(now);
        if (TryCount()) return true;

        Sweep(now);
        return TryCount();
    }

    private bool TryCount()
    {
        if (Interlocked.Increment(ref _count) <= maxSessions) return true;

        Interlocked.Decrement(ref _count);
        return false;
    }

    private void Sweep(TimeSpan now)
    {
        foreach (var (key, entry) in _sessions)
        {
            if (entry.EndsAt <= now) Drop(key, entry);
        }
    }

    // Only this very entry: one that was touched or replaced meanwhile is another object and stays.
    private void Drop(string key, Entry entry)
    {
        if (_sessions.TryRemove(KeyValuePair.Create(key, entry))) Interlocked.Decrement(ref _count);
    }

    private sealed class Entry(ReadOnlyMemory<byte> body, long version, TimeSpan endsAt)
    {
        public ReadOnlyMemory<byte> Body => body;

        public long Version => version;

        public TimeSpan EndsAt => endsAt;
    }
}
