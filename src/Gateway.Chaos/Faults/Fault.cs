using Gateway.Chaos.Judging;

namespace Gateway.Chaos.Faults;

/// <summary>Something that fails, and comes back a little later.</summary>
internal sealed record Fault(string Name, Func<Task> FailAsync, Func<Task> ComeBackAsync)
{
    /// <summary>How long it stays away.</summary>
    public TimeSpan Away { get; init; } = TimeSpan.FromSeconds(3);

    public Loss Loss { get; init; }

    /// <summary>Comes only when the replica follows the master, as after a fault before it.</summary>
    public bool IsOfRedis { get; init; }

    /// <summary>Among the few of the short form.</summary>
    public bool IsShort { get; init; }
}
