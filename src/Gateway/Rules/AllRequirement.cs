namespace Gateway.Rules;

/// <summary>RequireAll: every rule must grant; negative ones may only take away.</summary>
internal sealed class AllRequirement(IReadOnlyList<Requirement> rules) : Requirement
{
    public override bool NeedsClaims => rules.Any(rule => rule.NeedsClaims);

    public override IEnumerable<ClaimWord> ClaimWords => rules.SelectMany(rule => rule.ClaimWords);

    public override IEnumerable<string> Warnings => rules.SelectMany(rule => rule.Warnings);

    internal override string? InnerFault =>
        rules.Count == 0 ? "RequireAll holds no rule"
        : rules.All(rule => rule.IsNegative) ? $"{this} grants nothing; it needs a rule that does, such as valid-user"
        : rules.Select(rule => rule.InnerFault).FirstOrDefault(fault => fault is not null);

    internal override IEnumerable<string> Words => rules.SelectMany(rule => rule.Words);

    public override string ToString() => $"RequireAll ( {string.Join(" & ", rules)} )";

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
        if (answer is null || one is Grant.NeedsUser or Grant.Denied)
            answer = one ?? answer;
        return one == Grant.Denied;
    }
}
