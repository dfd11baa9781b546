using System.Collections.Concurrent;

namespace Gateway.Sessions;

/// <summary>
/// The keys that this node has removed a short while ago, or could not remove yet. Redis may lose its last writes when a replica takes
/// over: what was removed shortly before, or since, is removed again for a minute after the reconnect.
/// </summary>
internal sealed class RemovedKeys(TimeProvider time, int most = 100_000)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Removal> _keys = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private volatile bool _isConnected;
    private long _connectedAt = -Memory.Ticks - 1;

    private long Now => time.GetElapsedTime(_start).Ticks;

    /// <summary>The key is to go, whatever becomes of the command that is about to say so.</summary>
    public void Note(string key)
    {
        if (_keys.Count < most) _keys[key] = new Removal(Now, Taken: false);
    }

    public void Taken(IEnumerable<string> keys)
    {
        foreach (var key in keys)
            if (_keys.TryGetValue(key, out var removal) && !removal.Taken) _keys.TryUpdate(key, new Removal(Now, Taken: true), removal);
    }

    public void Lost() => _isConnected = false;

    public void Connected()
    {
        Volatile.Write(ref _connectedAt, Now);
        _isConnected = true;
    }

    /// <summary>What is to be removed now, at last or once more; what nothing can bring back any more is forgotten.</summary>
    public IReadOnlyList<string> Due()
    {
        var now = Now;
        var isFresh = now - Volatile.Read(ref _connectedAt) <= Memory.Ticks;
        var due = new List<string>();
        foreach (var (key, removal) in _keys)
        {
            if (!removal.Taken || isFresh) due.Add(key);
            else if (_isConnected && now - removal.At > Memory.Ticks) _keys.TryRemove(KeyValuePair.Create(key, removal));
        }

        return due;
    }

    private readonly record struct Removal(long At, bool Taken);
}
