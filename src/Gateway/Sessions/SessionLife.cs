namespace Gateway.Sessions;

/// <summary>
/// How long the store keeps a session, and when a request moves that. A touch is saved until a step has passed; a session gets that
/// step on top, so that it never ends before its inactivity timeout. Nothing outlives the maximum duration.
/// </summary>
internal static class SessionLife
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(60);

    // Stores count in milliseconds: what a touch near the maximum duration seems to win may be mere rounding.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(10);

    public static TimeSpan Of(TimeSpan inactivity, TimeSpan untilEnd)
    {
        var step = Shorter(inactivity / 10, LongestStep);
        return Shorter(inactivity + step, untilEnd);
    }

    /// <summary>The lifetime to set now, or null when a touch is not due or would win nothing.</summary>
    public static TimeSpan? Due(TimeSpan inactivity, TimeSpan untilEnd, TimeSpan remaining)
    {
        var lifetime = Of(inactivity, untilEnd);
        return remaining < inactivity && lifetime - remaining > Rounding ? lifetime : null;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => new(Math.Min(one.Ticks, other.Ticks));
}
