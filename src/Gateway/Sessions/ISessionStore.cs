namespace Gateway.Sessions;

/// <summary>
/// Keeps sealed bytes under hashed keys for a while, for any number of nodes. Lifetimes are counted in the store's own clock. Every
/// method throws <see cref="SessionStoreUnavailableException"/> when the store cannot be asked.
/// </summary>
internal interface ISessionStore
{
    ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>False: the store is full, or the key is taken.</summary>
    ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The new version, or null when the key holds another version or is gone. The lifetime is left as it is.</summary>
    ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Counts the lifetime from now on, and leaves body and version alone. False: gone.</summary>
    ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>True: it was there.</summary>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>True for the first who claims the key within its lifetime. A store that cannot remember the claim answers false.</summary>
    ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Ends well when the store can be asked for a session.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
