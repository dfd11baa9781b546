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

    public override string ToString() => $"RequireAll ( {string.Join(" & ", rules)} )";

    internal override Grant? Judge(Member? member)
    {
        Grant? answer = null;
        foreach (var rule in rules)
        {
            var one = rule.Judge(member);
            if (one == Grant.Denied)
                return one;
            if (answer is null || one == Grant.NeedsUser)
                answer = one ?? answer;
        }

        return answer;
    }
}
