using Gateway.Sessions;

namespace Gateway.Freshness;

/// <summary>
/// Writes a result into a session that may have changed meanwhile: on the version that was read, else once more on the newer one. While
/// the store is away the result is kept here and tried again: it may hold the only refresh token that still works.
/// </summary>
internal static class SessionChange
{
    private const int Tries = 10;   // each means that somebody else was faster

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The session as stored; the newer one unchanged where <paramref name="change"/> answers null for it; null when the session is gone.
    /// </summary>
    public static async Task<LiveSession?> StoreAsync(SessionVault vault, TimeProvider clock, LiveSession live, Func<Session, Session?> change)
    {
        for (var i = 0; i < Tries;)
        {
            if (change(live.Session) is not { } changed) return live;
            try
            {
                if (await vault.ReplaceAsync(live, changed, CancellationToken.None) is { } stored) return stored;
                if (await vault.FindAsync(live.Keys, live.Id, CancellationToken.None) is not { } newer) return null;
                live = newer;
                i++;
            }
            catch (SessionStoreUnavailableException) when (clock.GetUtcNow() < live.Session.EndsAt)
            {
                await Task.Delay(Pause, clock);
            }
        }

        return live;
    }
}
