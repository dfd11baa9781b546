using System.Collections.Concurrent;

namespace Gateway.Chaos.Judging;

/// <summary>One request, from the browser's side.</summary>
internal sealed record Seen(DateTimeOffset Begun, DateTimeOffset Ended, Outcome Outcome, string Asked, string Cause);

/// <summary>A member whose session had been good was asked to sign in.</summary>
internal sealed record SignedOut(DateTimeOffset At, Member Member, DateTimeOffset SignedInAt, DateTimeOffset LastServedAt);

/// <summary>A page that nobody should have got; with the moment of the logout where a cookie was used after it.</summary>
internal sealed record Trespass(DateTimeOffset At, string What, DateTimeOffset? LoggedOutAt = null);

/// <summary>What a fault can take with it that nobody can give back.</summary>
internal enum Loss
{
    Nothing,

    /// <summary>Writes that the master of Redis had taken and not yet handed on.</summary>
    Writes,

    /// <summary>An answer with a rotated token that had not yet been stored.</summary>
    Answers,
}

/// <summary>A fault as it was. What failed was back, or another had taken its place, at <see cref="Back"/>.</summary>
internal sealed record Suffered(string Name, Loss Loss, DateTimeOffset Begun, DateTimeOffset Back);

/// <summary>All that was seen in a run, from outside.</summary>
internal sealed class Journal
{
    public ConcurrentQueue<Seen> Seen { get; } = new();

    public ConcurrentQueue<SignedOut> SignedOut { get; } = new();

    public ConcurrentQueue<Trespass> Trespasses { get; } = new();

    public ConcurrentQueue<Suffered> Faults { get; } = new();

    /// <summary>Members who, when all was over, did not get their page, and what they got.</summary>
    public ConcurrentQueue<string> Missing { get; } = new();

    /// <summary>Requests that went to the other node since the first broke off.</summary>
    public int PassedOn;
}
