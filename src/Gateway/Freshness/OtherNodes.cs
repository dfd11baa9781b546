using Gateway.Sessions;

namespace Gateway.Freshness;

/// <summary>
/// The answer that another node has asked for: it appears in the session, which is looked at again every 100 ms for as long as the request
/// may wait.
/// </summary>
internal sealed class OtherNodes(SessionVault vault, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The session when nothing is out any more, or as it is when the patience ends; null when it has ended. What was read a moment ago may
    /// have its answer by now, so that the first look waits for nothing.
    /// </summary>
    public async Task<LiveSession?> AnswerAsync(LiveSession live, Func<Session, DateTimeOffset, bool> isOut, TimeSpan patience)
    {
        if (!isOut(live.Session, clock.GetUtcNow())) return live;

        for (var end = clock.GetUtcNow() + patience; ;)
        {
            var newest = await vault.FindAsync(live.Keys, live.Id, CancellationToken.None);
            if (newest is null || !isOut(newest.Session, clock.GetUtcNow()) || clock.GetUtcNow() >= end) return newest;
            await Task.Delay(Step, clock);
        }
    }
}
