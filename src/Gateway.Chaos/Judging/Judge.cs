namespace Gateway.Chaos.Judging;

/// <summary>How long members noticed a fault: from its begin, and after what failed was back.</summary>
internal sealed record Disturbance(Suffered Fault, TimeSpan Lasted, TimeSpan AfterBack, IReadOnlyList<(string Cause, int Count)> Failures);

/// <summary>
/// Weighs a run by what browsers saw and what the OP wrote down. A session is lost by right only where the lost thing can be named: a write
/// that Redis took just before another became the master, or a rotated token whose answer died with a process.
/// </summary>
internal static class Judge
{
    /// <summary>What was written so shortly before a master failed may not have reached the replica; nor what it took in so shortly after another had its place.</summary>
    public static readonly TimeSpan ReplicationLag = TimeSpan.FromSeconds(1);

    /// <summary>What the OP answered so shortly before a process died may have died with it.</summary>
    public static readonly TimeSpan AnswerOnItsWay = TimeSpan.FromSeconds(2);

    /// <summary>A member notices a page that takes longer.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public static Verdict Weigh(Plan plan, TimeSpan lasted, Journal journal, IReadOnlyList<TokenChain> chains)
    {
        var faults = journal.Faults.ToArray();
        var byCause = journal.SignedOut.ToLookup(gone => CauseOf(gone, faults, chains));
        var trespasses = journal.Trespasses.ToLookup(trespass => trespass.LoggedOutAt is { } at && LosesWrite(faults, at));
        var disturbed = journal.Seen.Where(seen => seen.Outcome == Outcome.Failed || seen.Ended - seen.Begun > Slow).ToLookup(seen => FaultOf(seen, faults));
        return new Verdict
        {
            Plan = plan,
            Lasted = lasted,
            Journal = journal,
            Chains = chains,
            WronglySignedOut = [.. byCause[null]],
            LostByReplication = byCause[Loss.Writes].Count(),
            LostAnswers = byCause[Loss.Answers].Count(),
            Forbidden = [.. trespasses[false]],
            ReturnedByReplication = trespasses[true].Count(),
            Disturbances = [.. faults.Select(fault => DisturbanceOf(fault, disturbed[fault]))],
            FailedWithoutFault = disturbed[null].Count(seen => seen.Outcome == Outcome.Failed),
        };
    }

    /// <summary>Null: it should not have happened.</summary>
    private static Loss? CauseOf(SignedOut gone, Suffered[] faults, IReadOnlyList<TokenChain> chains)
    {
        var chain = chains.LastOrDefault(chain => chain.Member == gone.Member.Name && chain.Begun <= gone.At);
        if (chain is null) return null;

        var written = chain.Calls.Where(call => call.IsGood && call.At <= gone.At).ToArray();
        if (LosesWrite(faults, gone.SignedInAt) || written.Any(call => LosesWrite(faults, call.At))) return Loss.Writes;
        var again = chain.Calls.Any(call => call.Again);
        return again && written.Any(call => !call.IsLogin && LosesAnswer(faults, call.At)) ? Loss.Answers : null;
    }

    private static bool LosesWrite(Suffered[] faults, DateTimeOffset at) =>
        faults.Any(fault => fault.Loss == Loss.Writes && at >= fault.Begun - ReplicationLag && at <= fault.Back + ReplicationLag);

    private static bool LosesAnswer(Suffered[] faults, DateTimeOffset at) =>
        faults.Any(fault => fault.Loss == Loss.Answers && at >= fault.Begun - AnswerOnItsWay && at <= fault.Begun + AnswerOnItsWay);

    private static Disturbance DisturbanceOf(Suffered fault, IEnumerable<Seen> disturbed)
    {
        var end = disturbed.Select(seen => seen.Ended).DefaultIfEmpty(fault.Begun).Max();
        var failures = disturbed.Where(seen => seen.Outcome == Outcome.Failed).CountBy(seen => seen.Cause).OrderByDescending(cause => cause.Value);
        return new Disturbance(fault, end - fault.Begun, end > fault.Back ? end - fault.Back : TimeSpan.Zero, [.. failures.Select(cause => (cause.Key, cause.Value))]);
    }

    // The fault that came while it was under way; else the last before it.
    private static Suffered? FaultOf(Seen seen, Suffered[] faults) =>
        faults.FirstOrDefault(fault => fault.Begun >= seen.Begun && fault.Begun <= seen.Ended) ?? faults.LastOrDefault(fault => fault.Begun <= seen.Begun);
}
