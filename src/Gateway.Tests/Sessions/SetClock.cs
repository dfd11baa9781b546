namespace Gateway.Tests.Sessions;

/// <summary>A wall clock that somebody set wrong: the time of day is off, elapsed time is right.</summary>
internal sealed class SetClock(TimeProvider right) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => right.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Skew;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
}
