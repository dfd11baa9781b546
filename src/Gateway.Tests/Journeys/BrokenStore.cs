using Gateway.Sessions;

namespace Gateway.Tests.Journeys;

/// <summary>A store that throws what it is told, and works otherwise.</summary>
internal sealed class BrokenStore(ISessionStore store) : ISessionStore
{
    public Func<Exception>? Fault { get; set; }

    /// <summary>What writes throw, while reads are answered.</summary>
    public Func<Exception>? WriteFault { get; set; }

    /// <summary>What removals throw, while all else is taken.</summary>
    public Func<Exception>? RemoveFault { get; set; }

    private ISessionStore Writer => WriteFault is { } fault ? throw fault() : Store;

    private ISessionStore Store => Fault is { } fault ? throw fault() : store;

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) => await Store.FindAsync(key, cancellationToken);

    public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await Writer.CreateAsync(key, body, lifetime, cancellationToken);

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await Writer.ReplaceAsync(key, version, body, cancellationToken);

    public async ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => await Writer.TouchAsync(key, lifetime, cancellationToken);

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        RemoveFault is { } fault ? throw fault() : await Writer.RemoveAsync(key, cancellationToken);

    public async ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await Writer.ClaimOnceAsync(key, lifetime, cancellationToken);

    public async ValueTask PingAsync(CancellationToken cancellationToken) => await Store.PingAsync(cancellationToken);
}
