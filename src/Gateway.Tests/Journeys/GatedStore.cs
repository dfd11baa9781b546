using System.Collections.Concurrent;
using Gateway.Demo.Nats;
using Gateway.Sessions;

namespace Gateway.Tests.Journeys;

/// <summary>A store at whose door a test holds the calls of one kind, as if the way to it were slow, and counts who has come through.</summary>
internal sealed class GatedStore(ISessionStore store) : ISessionStore
{
    private readonly ConcurrentDictionary<string, Latch> _gates = new();

    /// <summary>So much of every session's life has passed here while nobody asked.</summary>
    public TimeSpan Idle { get; set; }

    /// <summary>Look-ups that have been answered.</summary>
    public Tally Finds { get; } = new();

    public Latch HoldFinds() => _gates[nameof(FindAsync)] = new Latch();

    public Latch HoldTouches() => _gates[nameof(TouchAsync)] = new Latch();

    public Latch HoldReplaces() => _gates[nameof(ReplaceAsync)] = new Latch();

    public Latch HoldCreates() => _gates[nameof(CreateAsync)] = new Latch();

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await PassAsync(nameof(FindAsync), cancellationToken);
        var found = await store.FindAsync(key, cancellationToken);
        Finds.Add();
        return found is null ? null : found with { Remaining = found.Remaining - Idle };
    }

    public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await PassAsync(nameof(CreateAsync), cancellationToken);
        return await store.CreateAsync(key, body, lifetime, cancellationToken);
    }

    public async ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await PassAsync(nameof(ReplaceAsync), cancellationToken);
        return await store.ReplaceAsync(key, version, body, cancellationToken);
    }

    public async ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await PassAsync(nameof(TouchAsync), cancellationToken);
        return await store.TouchAsync(key, lifetime, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => store.RemoveAsync(key, cancellationToken);

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => store.ClaimOnceAsync(key, lifetime, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => store.PingAsync(cancellationToken);

    private Task PassAsync(string verb, CancellationToken cancellationToken) => _gates.TryGetValue(verb, out var gate) ? gate.PassAsync(cancellationToken) : Task.CompletedTask;
}
