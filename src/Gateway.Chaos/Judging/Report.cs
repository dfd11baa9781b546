using System.Globalization;
using System.Text;

namespace Gateway.Chaos.Judging;

/// <summary>The verdict as one table of Markdown, with what is needed to look into each case below it.</summary>
internal static class Report
{
    private const int Examples = 20;

    public static string Of(Verdict verdict)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        var (journal, refreshes) = (verdict.Journal, verdict.Chains.SelectMany(chain => chain.Calls).Where(call => !call.IsLogin).ToArray());
        Line($"| what | result | promised |");
        Line($"|---|---|---|");
        Line($"| requests | {journal.Seen.Count:N0} from {verdict.Plan.MemberCount} members in {verdict.Lasted.TotalSeconds:0} s: {verdict.PerSecond:0} a second | {verdict.Plan.PerSecond} a second |");
        Line($"| pages as they should be | {verdict.Count(Outcome.Right):N0}, refused rightly {verdict.Count(Outcome.Refused):N0}, sign-in asked rightly {verdict.Count(Outcome.LoginAsked) - journal.SignedOut.Count:N0} | |");
        Line($"| sent to the other node, the first connection broke | {journal.PassedOn} | |");
        foreach (var (cause, count) in journal.Seen.Where(seen => seen.Outcome == Outcome.Failed).CountBy(seen => seen.Cause).OrderByDescending(cause => cause.Value))
            Line($"| failed: {cause} | {count} | |");
        Line($"| failed before any fault | {verdict.FailedWithoutFault} | |");
        Line($"| **members signed out wrongly** | **{verdict.WronglySignedOut.Count}** | 0 |");
        Line($"| sessions lost: written within {verdict.Plan.ReplicationLag.TotalSeconds:0} s before, or while, another Redis took over | {verdict.LostByReplication} | told apart |");
        Line($"| sessions lost: the answer with the rotated token died with a process | {verdict.LostAnswers} | told apart |");
        Line($"| **pages served that a rule forbids** | **{verdict.Forbidden.Count}** | 0 |");
        Line($"| logouts that the new Redis had not heard of, used before they were made again | {verdict.ReturnedByReplication} | told apart |");
        Line($"| members refused a page that is theirs | {verdict.Count(Outcome.LockedOut)} | 0 |");
        Line($"| odd answers | {verdict.Count(Outcome.Odd)} | 0 |");
        Line($"| members without their page when all was over | {journal.Missing.Count} | 0 |");
        Line($"| token calls a session | {verdict.Chains.Count:N0} sessions: 1 login and {(double)refreshes.Length / Math.Max(1, verdict.Chains.Count):0.0} refreshes each, {refreshes.Count(call => !call.IsGood)} refused | |");
        Line($"| refresh tokens brought more than once | {refreshes.Count(call => call.Again)} | told apart |");
        foreach (var same in verdict.Disturbances.GroupBy(one => one.Fault.Name))
        {
            var causes = same.SelectMany(one => one.Failures).CountBy(cause => cause).OrderByDescending(cause => cause.Value).Select(cause => $"; {cause.Value} × {cause.Key}");
            var lost = same.Sum(one => one.Lost) is > 0 and var sessions ? string.Create(CultureInfo.InvariantCulture, $"; {sessions} sessions lost, told apart") : "";
            Line($"| {same.Key}: {same.Count()} ×, back after {same.Max(one => one.Fault.Back - one.Fault.Begun).TotalSeconds:0.0} s | noticed for {same.Max(one => one.Lasted).TotalSeconds:0.0} s, {same.Max(one => one.AfterBack).TotalSeconds:0.0} s of them after it was back{string.Concat(causes)}{lost} | {verdict.Plan.Recovery.TotalSeconds:0} s after |");
        }

        foreach (var gone in verdict.WronglySignedOut.Take(Examples))
            Line($"\n- Signed out: {gone.Member.Name} at {gone.At:HH:mm:ss.fff}, signed in at {gone.SignedInAt:HH:mm:ss.fff}, served last at {gone.LastServedAt:HH:mm:ss.fff}; token calls {CallsOf(verdict, gone)}");
        foreach (var trespass in verdict.Forbidden.Take(Examples)) Line($"\n- Forbidden: {trespass.What} at {trespass.At:HH:mm:ss.fff}");
        foreach (var seen in journal.Seen.Where(seen => seen.Outcome is Outcome.Odd or Outcome.LockedOut).Take(Examples)) Line($"\n- {seen.Outcome}: {seen.Asked} at {seen.Begun:HH:mm:ss.fff}: {seen.Cause}");
        foreach (var missing in journal.Missing.Take(Examples)) Line($"\n- Missing: {missing}");
        text.AppendLine();
        text.AppendLine(verdict.Broken.Count == 0 ? "Every promise held." : "NOT HELD: " + string.Join("; ", verdict.Broken) + ".");
        return text.ToString();
    }

    private static string CallsOf(Verdict verdict, SignedOut gone) => string.Join(", ",
        (verdict.Chains.LastOrDefault(chain => chain.Member == gone.Member.Name && chain.Begun <= gone.At)?.Calls ?? [])
            .Select(call => $"{call.At:HH:mm:ss.fff}{(call.IsGood ? "" : " refused")}{(call.Again ? " again" : "")}"));
}
