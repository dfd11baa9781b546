namespace Gateway.Chaos.Judging;

/// <summary>What a run comes to: the numbers, and whether the hard promises held.</summary>
internal sealed record Verdict
{
    // The load is asked for by the clock; where the machine could not begin it, nothing was proved under it.
    private const double LoadHeld = 0.95;

    public required Plan Plan { get; init; }

    public required TimeSpan Lasted { get; init; }

    public required Journal Journal { get; init; }

    public required IReadOnlyList<TokenChain> Chains { get; init; }

    public required IReadOnlyList<SignedOut> WronglySignedOut { get; init; }

    public required int LostByReplication { get; init; }

    public required int LostAnswers { get; init; }

    public required IReadOnlyList<Trespass> Forbidden { get; init; }

    /// <summary>Pages by a cookie after its logout, which the new master had not heard of.</summary>
    public required int ReturnedByReplication { get; init; }

    public required IReadOnlyList<Disturbance> Disturbances { get; init; }

    public required int FailedWithoutFault { get; init; }

    public double PerSecond => Journal.Seen.Count / Lasted.TotalSeconds;

    /// <summary>What was promised and did not hold, each in words; empty: all held.</summary>
    public IReadOnlyList<string> Broken =>
    [
        .. Of(WronglySignedOut.Count, "members signed out wrongly"),
        .. Of(Forbidden.Count, "pages served that a rule forbids"),
        .. Of(Count(Outcome.LockedOut), "members refused a page that is theirs"),
        .. Of(Count(Outcome.Odd), "answers that are none of ours"),
        .. Of(Journal.Missing.Count, "members without their page when all was over"),
        .. Of(Disturbances.Count(one => one.AfterBack > Plan.Recovery), $"faults that members noticed longer than {Plan.Recovery.TotalSeconds:0} s after what failed was back"),
        .. PerSecond < Plan.PerSecond * LoadHeld ? [$"{PerSecond:0} requests a second instead of {Plan.PerSecond}"] : Array.Empty<string>(),
    ];

    public int Count(Outcome outcome) => Journal.Seen.Count(seen => seen.Outcome == outcome);

    private static IEnumerable<string> Of(int count, string what) => count == 0 ? [] : [$"{count} {what}"];
}
