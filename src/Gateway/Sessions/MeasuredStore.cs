using Gateway.Telemetry;

namespace Gateway.Sessions;

/// <summary>Any store, with its time and its failures counted by operation.</summary>
internal sealed class MeasuredStore(ISessionStore store, GatewayMetrics metrics, TimeProvider time) : ISessionStore
{
    public ValueTask<StoredSession?> FindAsync(string key, CancellationToken cancellationToken) =>
        MeasureAsync("find", static (store, call) => store.FindAsync(call.Key, call.Cancellation), (Key: key, Cancellation: cancellationToken));

    public ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> body, TimeSpan lifetime, CancellationToken cancellationToken) =>
        MeasureAsync("create", static (store, call) => store.CreateAsync(call.Key, call.Body, call.Lifetime, call.Cancellation),
            (Key: key, Body: body, Lifetime: lifetime, Cancellation: cancellationToken));

    public ValueTask<long?> ReplaceAsync(string key, long version, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        MeasureAsync("replace", static (store, call) => store.ReplaceAsync(call.Key, call.Version, call.Body, call.Cancellation),
            (Key: key, Version: version, Body: body, Cancellation: cancellationToken));

    public ValueTask<bool> TouchAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        MeasureAsync("touch", static (store, call) => store.TouchAsync(call.Key, call.Lifetime, call.Cancellation),
            (Key: key, Lifetime: lifetime, Cancellation: cancellationToken));

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        MeasureAsync("remove", static (store, call) => store.RemoveAsync(call.Key, call.Cancellation), (Key: key, Cancellation: cancellationToken));

    public ValueTask<bool> ClaimOnceAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        MeasureAsync("claim", static (store, call) => store.ClaimOnceAsync(call.Key, call.Lifetime, call.Cancellation),
            (Key: key, Lifetime: lifetime, Cancellation: cancellationToken));

    public async ValueTask PingAsync(CancellationToken cancellationToken) => await MeasureAsync("ping", static async (store, cancellation) =>
    {
        await store.PingAsync(cancellation);
        return true;
    }, cancellationToken);

    private async ValueTask<TResult> MeasureAsync<TCall, TResult>(string operation, Func<ISessionStore, TCall, ValueTask<TResult>> ask, TCall call)
    {
        var started = time.GetTimestamp();
        try
        {
            return await ask(store, call);
        }
        catch (SessionStoreUnavailableException)
        {
            metrics.StoreFailed(operation);
            throw;
        }
        finally
        {
            metrics.StoreCalled(operation, time.GetElapsedTime(started));
        }
    }
}
