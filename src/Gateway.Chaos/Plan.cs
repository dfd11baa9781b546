using System.Globalization;
using Gateway.Chaos.Judging;

namespace Gateway.Chaos;

/// <summary>What is taken away to prove that the judge sees it.</summary>
internal enum Sabotage
{
    None,

    /// <summary>Redis loses every session in the midst of the run.</summary>
    Flush,

    /// <summary>The Gateways lack the rule of the full members' folder.</summary>
    Rule,
}

/// <summary>How long, how much, and what counts as recovered.</summary>
internal sealed record Plan
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests a second, whatever the answers before are doing.</summary>
    public int PerSecond { get; init; } = 200;

    public int MemberCount { get; init; } = 500;

    /// <summary>How long members may notice a fault once what failed is back.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What was written so shortly before a master failed may not have reached the replica; longer on a machine that may recover more slowly.</summary>
    public TimeSpan ReplicationLag => Recovery / 10;

    public Sabotage Sabotage { get; init; }

    /// <summary>A part of the faults, each once.</summary>
    public bool IsShort => Duration <= TimeSpan.FromMinutes(2);

    /// <summary>Refreshed at half of it: often enough that every fault meets some, and longer than any part is frozen.</summary>
    public TimeSpan TokenLifetime => TimeSpan.FromSeconds(IsShort ? 40 : 120);

    /// <summary>Every third one is a trial member.</summary>
    public IReadOnlyList<Member> Members =>
        [.. Enumerable.Range(0, MemberCount).Select(number => new Member(string.Create(CultureInfo.InvariantCulture, $"m{number}"), number % 3 != 0))];
}
