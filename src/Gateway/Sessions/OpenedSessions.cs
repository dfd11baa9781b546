using System.Collections.Concurrent;
using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>
/// Bodies that this process has opened lately, so that a page with thirty pictures opens its member's session once. Every request still asks
/// the store; only where it answers with the very bytes of before, under the same keys, is the session that came out of them used again. So
/// nothing here can be older than the store, and a logout counts at once. What is not asked for is gone after two minutes.
/// </summary>
internal sealed class OpenedSessions(TimeProvider time)
{
    private const int MostInGeneration = 4096;

    private static readonly TimeSpan Generation = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<string, Entry> _young = NewGeneration();
    private volatile ConcurrentDictionary<string, Entry> _old = NewGeneration();
    private int _added;
    private long _since = time.GetTimestamp();

    private bool IsOver => Volatile.Read(ref _added) > MostInGeneration || time.GetElapsedTime(Volatile.Read(ref _since)) >= Generation;

    public Session? Find(PassphraseKeys keys, string key, ReadOnlyMemory<byte> body)
    {
        if (!_young.TryGetValue(key, out var entry))
        {
            if (!_old.TryGetValue(key, out entry)) return null;
            if (entry.Fits(keys, body)) Add(key, entry);
        }

        return entry.Fits(keys, body) ? entry.Session : null;
    }

    public void Keep(PassphraseKeys keys, string key, ReadOnlyMemory<byte> body, Session session) => Add(key, new Entry(keys, body, session));

    /// <summary>What was removed from the store is not kept in memory either.</summary>
    public void Forget(string key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    private static ConcurrentDictionary<string, Entry> NewGeneration() => new(StringComparer.Ordinal);

    private void Add(string key, Entry entry)
    {
        Interlocked.Increment(ref _added);
        if (IsOver) Turn();
        _young[key] = entry;
    }

    // Who comes second finds the new generation in place.
    private void Turn()
    {
        if (!_turn.TryEnter()) return;

        try
        {
            if (!IsOver) return;
            _old = time.GetElapsedTime(_since) < 2 * Generation ? _young : NewGeneration();
            _young = NewGeneration();
            Volatile.Write(ref _since, time.GetTimestamp());
            _added = 0;
        }
        finally
        {
            _turn.Exit();
        }
    }

    private sealed class Entry(PassphraseKeys keys, ReadOnlyMemory<byte> body, Session session)
    {
        public Session Session => session;

        // The keys of another generation may be without the passphrase that sealed it.
        public bool Fits(PassphraseKeys now, ReadOnlyMemory<byte> stored) => ReferenceEquals(keys, now) && stored.Span.SequenceEqual(body.Span);
    }
}
