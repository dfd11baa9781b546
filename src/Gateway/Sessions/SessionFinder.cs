using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>
/// Which live session a request belongs to. If two of its cookies are live sessions, one was planted, and we cannot tell which:
/// both are removed, so that the planted one leads nowhere, and the member signs in again.
/// </summary>
internal sealed class SessionFinder(SessionVault vault)
{
    public ValueTask<LiveSession?> FindAsync(
        HttpContext context, SessionCookie cookie, PassphraseKeys keys, CancellationToken cancellationToken)
    {
        var candidates = cookie.Candidates(context.Request);
        return candidates.Count switch
        {
            0 => ValueTask.FromResult<LiveSession?>(null),
            1 => vault.FindAsync(keys, candidates[0], cancellationToken),
            _ => FindOnlyAsync(candidates, keys, cancellationToken),
        };
    }

    private async ValueTask<LiveSession?> FindOnlyAsync(
        IReadOnlyList<SessionId> candidates, PassphraseKeys keys, CancellationToken cancellationToken)
    {
        var live = new List<LiveSession>();
        foreach (var id in candidates)
        {
            if (await vault.FindAsync(keys, id, cancellationToken) is { } found) live.Add(found);
        }

        if (live.Count < 2) return live.FirstOrDefault();

        foreach (var one in live) await vault.RemoveAsync(keys, one.Id, SessionEnd.TwoLive, cancellationToken);
        return null;
    }
}
