namespace Gateway.Sessions;

/// <summary>
/// The once-claims of <see cref="MemorySessionStore"/>. When as many as allowed are alive it is as good as away: a claim that
/// was forgotten early could be made twice, and "not the first" would send a member round in a circle. Taken at logins only, so one lock is cheap enough.
/// </summary>
internal sealed class OnceClaims(int limit)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> _byEnd = new();

    public bool TryTake(string key, TimeSpan now, TimeSpan lifetime)
    {
        lock (_gate)
        {
            DropEnded_NeedsLock(now);
            if (_taken.Contains(key)) return false;
            if (_taken.Count >= limit) throw new SessionStoreUnavailableException("The store holds as many claimed states as it may.") { Outage = StoreOutage.Full };

            _taken.Add(key);
            _byEnd.Enqueue(key, now + lifetime);
            return true;
        }
    }

    private void DropEnded_NeedsLock(TimeSpan now)
    {
        while (_byEnd.TryPeek(out var key, out var end) && end <= now)
        {
            _byEnd.Dequeue();
            _taken.Remove(key);
        }
    }
}
