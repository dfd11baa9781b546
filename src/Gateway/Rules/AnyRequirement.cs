namespace Gateway.Rules;

/// <summary>RequireAny: one that grants is enough. Several words of one line and several lines mean this too.</summary>
internal sealed class AnyRequirement(IReadOnlyList<Requirement> rules) : Requirement
{
    // Whoever passes a rule that any member passes needs no claims.
    public override bool NeedsClaims =>
        rules.Any(rule => rule.NeedsClaims) && rules.All(rule => rule.NeedsClaims || rule is AllDeniedRequirement);

    public override IEnumerable<ClaimWord> ClaimWords => rules.SelectMany(rule => rule.ClaimWords);

    public override IEnumerable<string> Warnings
    {
        get
        {
            var warnings = rules.SelectMany(rule => rule.Warnings);
            return !NeedsClaims && rules.FirstOrDefault(rule => rule.NeedsClaims) is { } idle
                ? warnings.Append(
                    $"{idle} has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold")
                : warnings;
        }
    }

    internal override string? InnerFault =>
        rules.Count == 0 ? "RequireAny holds no rule"
        : rules.FirstOrDefault(rule => rule.IsNegative) is { } negative
            ? $"{negative} has no effect where one rule of several is enough; put it inside RequireAll beside a rule that grants"
        : rules.Select(rule => rule.InnerFault).FirstOrDefault(fault => fault is not null);

    internal override IEnumerable<string> Words => rules.SelectMany(rule => rule.Words);

    public override string ToString() => $"RequireAny ( {string.Join(" | ", rules)} )";

    internal override Grant? Judge(Member? member)
    {
        Grant? answer = null;
        foreach (var rule in rules)
        {
            if (Settles(rule.Judge(member), ref answer))
                break;
        }

        return answer;
    }

    internal override Grant? JudgeBy(IReadOnlySet<string> met)
    {
        Grant? answer = null;
        foreach (var rule in rules)
        {
            if (Settles(rule.JudgeBy(met), ref answer))
                break;
        }

        return answer;
    }

    private static bool Settles(Grant? one, ref Grant? answer)
    {
        if (answer is null || one == Grant.Granted || (one == Grant.NeedsUser && answer == Grant.Denied))
            answer = one;
        return one == Grant.Granted;
    }
}
