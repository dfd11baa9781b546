namespace Gateway.Sessions;

/// <summary>
/// The once-claims of <see cref="MemorySessionStore"/>. When as many as allowed are alive it refuses new ones: a claim that was
/// forgotten early could be made twice. Taken at logins only, so one lock is cheap enough.
/// </summary>
internal sealed class OnceClaims(int limit)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> byEnd = new();

    public bool TryTake(string key, TimeSpan now, TimeSpan lifetime)
    {
        lock (gate)
        {
            DropEnded_NeedsLock(now);
            if (taken.Count >= limit || !taken.Add(key)) return false;

            byEnd.Enqueue(key, now + lifetime);
            return true;
        }
    }

    private void DropEnded_NeedsLock(TimeSpan now)
    {
        while (byEnd.TryPeek(out var key, out var end) && end <= now)
        {
            byEnd.Dequeue();
            taken.Remove(key);
        }
    }
}
