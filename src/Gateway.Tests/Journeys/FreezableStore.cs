using Gateway.Demo.Nats;
using Gateway.Sessions;

namespace Gateway.Tests.Journeys;

/// <summary>
/// The store as one node reaches it, which can stop in the middle of a change of a session: for a while, like a node that is frozen, or
/// until the end of the test, like one that was killed there.
/// </summary>
internal sealed class FreezableStore(ISessionStore store) : ISessionStore
{
    /// <summary>The node stops here and has not written yet.</summary>
    public Latch? BeforeReplace { get; set; }

    /// <summary>The node stops here and does not know yet that it has written.</summary>
    public Latch? AfterReplace { get; set; }

    public ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        store.CreateAsync(key, body, lifetime, cancellationToken);

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (BeforeReplace is { } before) await before.PassAsync(cancellationToken);
        var written = await store.ReplaceAsync(key, version, body, cancellationToken);
        if (AfterReplace is { } after) await after.PassAsync(cancellationToken);
        return written;
    }

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => store.TouchAsync(key, lifetime, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => store.RemoveAsync(key, cancellationToken);

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => store.ClaimOnceAsync(key, lifetime, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => store.PingAsync(cancellationToken);
}
