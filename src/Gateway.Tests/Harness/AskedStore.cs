using System.Collections.Concurrent;
using Gateway.Sessions;

namespace Gateway.Tests.Harness;

/// <summary>A session store that writes down what it was asked, for tests of requests that must not come as far.</summary>
internal sealed class AskedStore(ISessionStore store) : ISessionStore
{
    /// <summary>The verbs, in order.</summary>
    public ConcurrentQueue<string> Verbs { get; } = new();

    public ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => Asked("find").FindAsync(key, cancellationToken);

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Asked("create").CreateAsync(key, body, lifetime, cancellationToken);

    public ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Asked("replace").ReplaceAsync(key, version, body, cancellationToken);

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => Asked("touch").TouchAsync(key, lifetime, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => Asked("remove").RemoveAsync(key, cancellationToken);

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => Asked("claim").ClaimOnceAsync(key, lifetime, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => store.PingAsync(cancellationToken);   // by whoever asks for our health

    private ISessionStore Asked(string verb)
    {
        Verbs.Enqueue(verb);
        return store;
    }
}
