namespace Gateway.Freshness;

/// <summary>
/// How long a session leaves an unavailable OP alone: ten seconds and a little, so that sessions do not return all at once; longer where the
/// OP asks for it, five minutes at most.
/// </summary>
internal static class Pause
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

#pragma warning disable CA5394 // Spreads calls over time; nothing secret hangs on it.
    public static TimeSpan AfterFailure(TimeSpan? asked) => Within(asked ?? Shortest) + TimeSpan.FromMilliseconds(Random.Shared.Next(5000));
#pragma warning restore CA5394

    private static TimeSpan Within(TimeSpan asked) => TimeSpan.FromTicks(Math.Clamp(asked.Ticks, Shortest.Ticks, Longest.Ticks));
}
