using System.Collections.Concurrent;
using Gateway.Sites;
using Microsoft.Extensions.Hosting;

namespace Gateway.Provider;

/// <summary>
/// Revokes the tokens of ended sessions behind the member's back (RFC 7009): a few at a time, and none where too many already wait; the
/// tokens then simply run out. The process ends after them.
/// </summary>
internal sealed class Revocations(TokenClient tokens) : IHostedService
{
    private const int MostPending = 200;

    private readonly ConcurrentDictionary<Task, ProviderSettings> _underWay = new();
    private int _pending;

    public void Start(ProviderSettings settings, string accessToken, string? refreshToken, string? cookies)
    {
        if (Interlocked.Increment(ref _pending) > MostPending) Interlocked.Decrement(ref _pending);
        else Follow(Task.Run(() => RevokeAsync(settings, accessToken, refreshToken, cookies)), settings);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_underWay.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Follow(Task work, ProviderSettings settings)
    {
        _underWay[work] = settings;
        _ = work.ContinueWith(done => _underWay.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task RevokeAsync(ProviderSettings settings, string accessToken, string? refreshToken, string? cookies)
    {
        try
        {
            if (refreshToken is not null) await tokens.RevokeAsync(settings, refreshToken, "refresh_token", cookies, CancellationToken.None);
            await tokens.RevokeAsync(settings, accessToken, "access_token", cookies, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
