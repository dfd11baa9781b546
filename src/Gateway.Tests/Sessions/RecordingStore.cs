using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>A memory store that shows what it was asked and what it holds, and lets a test put its own bytes there.</summary>
internal sealed class RecordingStore(TimeProvider time, int maxSessions = 100) : ISessionStore
{
    private readonly MemorySessionStore inner = new(time, maxSessions);

    /// <summary>The last body written under each key that was ever used.</summary>
    public Dictionary<string, byte[]> Bodies { get; } = [];

    public List<string> Claims { get; } = [];

    public List<TimeSpan> Touches { get; } = [];

    public int Finds { get; private set; }

    public int Replaces { get; private set; }

    /// <summary>What the next find answers instead of the body that is there.</summary>
    public byte[]? Instead { get; set; }

    /// <summary>It reads and takes no writes.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Nothing is read or written.</summary>
    public bool IsAway { get; set; }

    /// <summary>A replace waits here before it reaches the store.</summary>
    public Task ReplaceGate { get; set; } = Task.CompletedTask;

    /// <summary>What another does just before a replace reaches the store.</summary>
    public Func<Task>? BeforeReplace { get; set; }

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
    {
        Finds++;
        ThrowIf(IsAway);
        var found = await inner.FindAsync(key, cancellationToken);
        return found is not null && Instead is not null ? found with { Body = Instead } : found;
    }

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ThrowIf(IsAway || IsReadOnly);
        Bodies[key] = body.ToArray();
        return inner.CreateAsync(key, body, lifetime, cancellationToken);
    }

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await ReplaceGate;
        Replaces++;
        ThrowIf(IsAway || IsReadOnly);
        await BeAnotherAsync();
        Bodies[key] = body.ToArray();
        return await inner.ReplaceAsync(key, version, body, cancellationToken);
    }

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Touches.Add(lifetime);
        ThrowIf(IsAway || IsReadOnly);
        return inner.TouchAsync(key, lifetime, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        ThrowIf(IsAway || IsReadOnly);
        return inner.RemoveAsync(key, cancellationToken);
    }

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Claims.Add(key);
        return inner.ClaimOnceAsync(key, lifetime, cancellationToken);
    }

    public ValueTask PingAsync(CancellationToken cancellationToken)
    {
        ThrowIf(IsAway);
        return inner.PingAsync(cancellationToken);
    }

    // Whose own replaces nobody comes before.
    private async Task BeAnotherAsync()
    {
        if (BeforeReplace is not { } another) return;

        BeforeReplace = null;
        await another();
        BeforeReplace = another;
    }

    private static void ThrowIf(bool away)
    {
        if (away) throw new SessionStoreUnavailableException("The session store is away.") { Outage = StoreOutage.Unreachable };
    }
}
