using Gateway.Sessions;

namespace Gateway.Tests.Journeys;

/// <summary>A store that throws what it is told, and works otherwise.</summary>
internal sealed class BrokenStore(ISessionStore store) : ISessionStore
{
    public Func<Exception>? Fault { get; set; }

    private ISessionStore Store => Fault is { } fault ? throw fault() : store;

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => await Store.FindAsync(key, cancellationToken);

    public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await Store.CreateAsync(key, body, lifetime, cancellationToken);

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await Store.ReplaceAsync(key, version, body, cancellationToken);

    public async ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => await Store.TouchAsync(key, lifetime, cancellationToken);

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => await Store.RemoveAsync(key, cancellationToken);

    public async ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await Store.ClaimOnceAsync(key, lifetime, cancellationToken);

    public async ValueTask PingAsync(CancellationToken cancellationToken) => await Store.PingAsync(cancellationToken);
}
