namespace Gateway.Sessions;

/// <summary>The index beside <see cref="MemorySessionStore"/>. Asked at logins and logouts only, so one lock is cheap enough.</summary>
internal sealed class MemorySubjectIndex(TimeProvider time) : ISubjectIndex
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subject> _subjects = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _sweptAt;

    public int Count
    {
        get
        {
            lock (_gate) return _subjects.Count;
        }
    }

    public ValueTask AddAsync(string subject, string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate) Of_NeedsLock(subject).Keys[key] = time.GetElapsedTime(_start) + lifetime;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> FindAsync(string subject, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<string>>(Known_NeedsLock(subject) is { } known ? [.. known.Keys.Keys] : []);
    }

    public ValueTask<IReadOnlyList<string>> EndAsync(string subject, DateTimeOffset issued, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var found = Of_NeedsLock(subject);
            IReadOnlyList<string> keys = [.. found.Keys.Keys];
            found.Keys.Clear();
            var until = time.GetElapsedTime(_start) + lifetime;
            var second = issued.ToUnixTimeSeconds();
            found.End = found.End is { } earlier ? (Math.Max(earlier.Second, second), until) : (second, until);
            return ValueTask.FromResult(keys);
        }
    }

    public ValueTask<DateTimeOffset?> FindEndAsync(string subject, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(Known_NeedsLock(subject)?.End is { } end ? DateTimeOffset.FromUnixTimeSeconds(end.Second) : (DateTimeOffset?)null);
    }

    // Who is only asked for leaves nothing behind: anybody may ask, by whatever sid he makes up.
    private Subject? Known_NeedsLock(string name) => _subjects.ContainsKey(name) ? Of_NeedsLock(name) : null;

    // Without what has ended; who has nothing left goes with the next sweep.
    private Subject Of_NeedsLock(string name)
    {
        var now = time.GetElapsedTime(_start);
        if (now - _sweptAt >= SweepInterval) Sweep_NeedsLock(now);
        if (!_subjects.TryGetValue(name, out var subject)) _subjects[name] = subject = new Subject();
        subject.Drop(now);
        return subject;
    }

    private void Sweep_NeedsLock(TimeSpan now)
    {
        _sweptAt = now;
        foreach (var (name, subject) in _subjects)
        {
            subject.Drop(now);
            if (subject.Keys.Count == 0 && subject.End is null) _subjects.Remove(name);
        }
    }

    private sealed class Subject
    {
        public Dictionary<string, TimeSpan> Keys { get; } = new(StringComparer.Ordinal);

        public (long Second, TimeSpan Until)? End { get; set; }

        public void Drop(TimeSpan now)
        {
            foreach (var (key, end) in Keys)
                if (end <= now) Keys.Remove(key);
            if (End?.Until <= now) End = null;
        }
    }
}
