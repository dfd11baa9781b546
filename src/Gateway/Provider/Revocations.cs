using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>
/// Revokes the tokens of ended sessions behind the member's back (RFC 7009): a few at a time, and none where too many already wait; the
/// tokens then simply run out.
/// </summary>
internal sealed class Revocations(TokenClient tokens)
{
    private const int MostPending = 200;

    private int _pending;

    public void Start(ProviderSettings settings, string accessToken, string? refreshToken)
    {
        if (Interlocked.Increment(ref _pending) > MostPending) Interlocked.Decrement(ref _pending);
        else _ = Task.Run(() => RevokeAsync(settings, accessToken, refreshToken));
    }

    private async Task RevokeAsync(ProviderSettings settings, string accessToken, string? refreshToken)
    {
        try
        {
            if (refreshToken is not null) await tokens.RevokeAsync(settings, refreshToken, "refresh_token", CancellationToken.None);
            await tokens.RevokeAsync(settings, accessToken, "access_token", CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
