using Gateway.Sessions;

namespace Gateway.Freshness;

/// <summary>Writes a result into a session that may have changed meanwhile: on the version that was read, else once more on the newer one.</summary>
internal static class SessionChange
{
    private const int Tries = 3;

    /// <summary>
    /// The session as stored; the newer one unchanged where <paramref name="change"/> answers null for it; null when the session is gone.
    /// </summary>
    public static async Task<LiveSession?> StoreAsync(SessionVault vault, LiveSession live, Func<Session, Session?> change)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (change(live.Session) is not { } changed) return live;
            if (await vault.ReplaceAsync(live, changed, CancellationToken.None) is { } stored) return stored;
            if (await vault.FindAsync(live.Keys, live.Id, CancellationToken.None) is not { } newer) return null;
            live = newer;
        }

        return live;
    }
}
