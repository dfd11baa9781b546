namespace Gateway.Freshness;

/// <summary>How long a session leaves an unavailable OP alone: ten seconds and a little, so that sessions do not return all at once.</summary>
internal static class Pause
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

#pragma warning disable CA5394 // Spreads calls over time; nothing secret hangs on it.
    public static TimeSpan AfterFailure() => Shortest + TimeSpan.FromMilliseconds(Random.Shared.Next(5000));
#pragma warning restore CA5394
}
