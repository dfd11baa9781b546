namespace Gateway.Tests.Sessions;

/// <summary>A clock at which another is served before whoever looks.</summary>
internal sealed class Meanwhile(TimeProvider right) : TimeProvider
{
    public Action? Next { get; set; }

    public override long TimestampFrequency => right.TimestampFrequency;

    public override long GetTimestamp()
    {
        var next = Next;
        Next = null;
        next?.Invoke();
        return right.GetTimestamp();
    }
}
