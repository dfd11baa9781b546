using Gateway.Demo.Nats;
using Gateway.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>A session store in memory whose look-ups wait where a test holds them.</summary>
internal sealed class HeldStore(TimeProvider clock) : ISessionStore
{
    private readonly MemorySessionStore _store = new(clock);

    /// <summary>While it is set, look-ups wait for it.</summary>
    public Latch? Finds { get; set; }

    public static HeldStore Of(GatewayHost gateway) => (HeldStore)gateway.Services.GetRequiredService<ISessionStore>();

    public static void Use(IServiceCollection services) => services.AddSingleton<ISessionStore>(provider => new HeldStore(provider.GetRequiredService<TimeProvider>()));

    public async ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (Finds is { } latch) await latch.PassAsync(cancellationToken);
        return await _store.FindAsync(key, cancellationToken);
    }

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _store.CreateAsync(key, body, lifetime, cancellationToken);

    public ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _store.ReplaceAsync(key, version, body, cancellationToken);

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) => _store.TouchAsync(key, lifetime, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => _store.RemoveAsync(key, cancellationToken);

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _store.ClaimOnceAsync(key, lifetime, cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => _store.PingAsync(cancellationToken);
}
