using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Vanity;

/// <summary>
/// Revokes the tokens of ended sessions behind the member's back (RFC 7009): a few at a time, and none where too many already wait; the
/// tokens then simply run out.
/// </summary>
internal sealed class Revocations(TokenClient tokens)
{
    private const int MostPending = 200;

    private int _pending;

    public void Start(Site site, TokenSet set)
    {
        if (Interlocked.Increment(ref _pending) > MostPending) Interlocked.Decrement(ref _pending);
        else _ = Task.Run(() => RevokeAsync(site, set));
    }

    private async Task RevokeAsync(Site site, TokenSet set)
    {
        try
        {
            if (set.RefreshToken is { } refreshToken) await tokens.RevokeAsync(site.Provider, refreshToken, "refresh_token", CancellationToken.None);
            await tokens.RevokeAsync(site.Provider, set.AccessToken, "access_token", CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
