namespace Gateway.Chaos.Judging;

/// <summary>
/// How long members noticed a fault: from its begin, and after what failed was back; what they got instead, and how many sessions it took by right.
/// </summary>
internal sealed record Disturbance(Suffered Fault, TimeSpan Lasted, TimeSpan AfterBack, IReadOnlyList<string> Failures, int Lost);

/// <summary>
/// Weighs a run by what browsers saw and what the OP wrote down. A session is lost by right only where the lost thing can be named: a write
/// that Redis took just before another became the master, or a rotated token whose answer died with a process.
/// </summary>
internal static class Judge
{
    /// <summary>What the OP answered so shortly before a process died may have died with it.</summary>
    public static readonly TimeSpan AnswerOnItsWay = TimeSpan.FromSeconds(2);

    /// <summary>A member notices a page that takes longer.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public static Verdict Weigh(Plan plan, TimeSpan lasted, Journal journal, IReadOnlyList<TokenChain> chains)
    {
        var faults = journal.Faults.ToArray();
        var takenBy = journal.SignedOut.ToLookup(gone => FaultThatTook(gone, faults, chains, plan.ReplicationLag));
        var trespasses = journal.Trespasses.ToLookup(trespass => trespass.LoggedOutAt is { } at && LoserOfWrite(faults, at, plan.ReplicationLag) is not null);
        var disturbed = journal.Seen.Where(seen => seen.Outcome == Outcome.Failed || seen.Ended - seen.Begun > Slow).ToLookup(seen => FaultOf(seen, faults));
        return new Verdict
        {
            Plan = plan,
            Lasted = lasted,
            Journal = journal,
            Chains = chains,
            WronglySignedOut = [.. takenBy[null]],
            LostByReplication = takenBy.Where(taken => taken.Key?.Loss == Loss.Writes).Sum(taken => taken.Count()),
            LostAnswers = takenBy.Where(taken => taken.Key?.Loss == Loss.Answers).Sum(taken => taken.Count()),
            Forbidden = [.. trespasses[false]],
            ReturnedByReplication = trespasses[true].Count(),
            Disturbances = [.. faults.Select(fault => DisturbanceOf(fault, disturbed[fault], takenBy[fault].Count()))],
            FailedWithoutFault = disturbed[null].Count(seen => seen.Outcome == Outcome.Failed),
        };
    }

    /// <summary>Null: it should not have happened.</summary>
    private static Suffered? FaultThatTook(SignedOut gone, Suffered[] faults, IReadOnlyList<TokenChain> chains, TimeSpan lag)
    {
        var chain = chains.LastOrDefault(chain => chain.Member == gone.Member.Name && chain.Begun <= gone.At);
        if (chain is null) return null;

        var written = chain.Calls.Where(call => call.IsGood && call.At <= gone.At).ToArray();
        var writer = written.Select(call => call.At).Append(gone.SignedInAt).Select(at => LoserOfWrite(faults, at, lag)).FirstOrDefault(fault => fault is not null);
        if (writer is not null || !chain.Calls.Any(call => call.Again)) return writer;

        return written.Where(call => !call.IsLogin).Select(call => LoserOfAnswer(faults, call.At)).FirstOrDefault(fault => fault is not null);
    }

    // Nor does anybody get what it took in so shortly after another had its place.
    private static Suffered? LoserOfWrite(Suffered[] faults, DateTimeOffset at, TimeSpan lag) =>
        faults.FirstOrDefault(fault => fault.Loss == Loss.Writes && at >= fault.Begun - lag && at <= fault.Back + lag);

    private static Suffered? LoserOfAnswer(Suffered[] faults, DateTimeOffset at) =>
        faults.FirstOrDefault(fault => fault.Loss == Loss.Answers && at >= fault.Begun - AnswerOnItsWay && at <= fault.Begun + AnswerOnItsWay);

    private static Disturbance DisturbanceOf(Suffered fault, IEnumerable<Seen> disturbed, int lost)
    {
        var end = disturbed.Select(seen => seen.Ended).DefaultIfEmpty(fault.Begun).Max();
        var failures = disturbed.Where(seen => seen.Outcome == Outcome.Failed).Select(seen => seen.Cause);
        return new Disturbance(fault, end - fault.Begun, end > fault.Back ? end - fault.Back : TimeSpan.Zero, [.. failures], lost);
    }

    // The fault that came while it was under way; else the last before it.
    private static Suffered? FaultOf(Seen seen, Suffered[] faults) =>
        faults.FirstOrDefault(fault => fault.Begun >= seen.Begun && fault.Begun <= seen.Ended) ?? faults.LastOrDefault(fault => fault.Begun <= seen.Begun);
}
