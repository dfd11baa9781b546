using System.Collections.Concurrent;
using Gateway.Sessions;

namespace Gateway.Tests.Sabotage;

/// <summary>A session store that has lost one of its promises.</summary>
internal sealed class FaultyStore(ISessionStore store) : ISessionStore
{
    /// <summary>Every claim of a state is the first one.</summary>
    public bool ClaimsTwice { get; init; }

    /// <summary>Writes over whatever is there, gone or changed.</summary>
    public bool IgnoresVersions { get; init; }

    /// <summary>Says that it wrote, and did not.</summary>
    public bool ForgetsWrites { get; init; }

    /// <summary>Takes no change of a session, as if somebody else were always faster.</summary>
    public bool RefusesWrites { get; init; }

    /// <summary>Says of a change that the store did not take that it wrote it.</summary>
    public bool ForgetsOutages { get; init; }

    /// <summary>Keeps what it should remove.</summary>
    public bool NeverRemoves { get; init; }

    /// <summary>Brings back with a touch what was removed.</summary>
    public bool RevivesByTouch { get; init; }

    /// <summary>Says that it can be asked, whether it can or not.</summary>
    public bool SaysItIsThere { get; init; }

    /// <summary>Keeps what has run out.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>Answers nobody.</summary>
    public bool IsAway { get; set; }

    public const string Why = "secret-of-the-store";

    private static readonly TimeSpan Ever = TimeSpan.FromDays(3650);

    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _removed = new();

    public ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => IsAway ? throw new SessionStoreUnavailableException(Why) : store.FindAsync(key, cancellationToken);

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        store.CreateAsync(key, body, NeverEnds ? Ever : lifetime, cancellationToken);

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (ForgetsWrites) return version + 1;
        if (ForgetsOutages) return await ForgetAsync(key, version, body, cancellationToken);
        if (RefusesWrites) return null;
        if (!IgnoresVersions) return await store.ReplaceAsync(key, version, body, cancellationToken);

        if (await store.FindAsync(key, cancellationToken) is { } found) return await store.ReplaceAsync(key, found.Version, body, cancellationToken);
        return await store.CreateAsync(key, body, TimeSpan.FromHours(1), cancellationToken) ? 1 : null;
    }

    public async ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await store.TouchAsync(key, NeverEnds ? Ever : lifetime, cancellationToken)
        || (RevivesByTouch && _removed.TryGetValue(key, out var body) && await store.CreateAsync(key, body, lifetime, cancellationToken));

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (NeverRemoves) return true;
        if (RevivesByTouch && await store.FindAsync(key, cancellationToken) is { } found) _removed[key] = found.Body;
        return await store.RemoveAsync(key, cancellationToken);
    }

    public async ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await store.ClaimOnceAsync(key, lifetime, cancellationToken) || ClaimsTwice;

    public ValueTask PingAsync(CancellationToken cancellationToken) =>
        SaysItIsThere ? default : IsAway ? throw new SessionStoreUnavailableException(Why) : store.PingAsync(cancellationToken);

    private async ValueTask<long?> ForgetAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReplaceAsync(key, version, body, cancellationToken);
        }
        catch (SessionStoreUnavailableException)
        {
            return version + 1;
        }
    }
}
