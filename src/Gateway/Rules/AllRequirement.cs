namespace Gateway.Rules;

/// <summary>RequireAll: every rule must grant; negative ones may only take away.</summary>
internal sealed class AllRequirement(IReadOnlyList<Requirement> rules) : CompoundRequirement(rules)
{
    public override bool NeedsClaims { get; } = rules.Any(rule => rule.NeedsClaims);

    public override IEnumerable<string> Warnings => Rules.SelectMany(rule => rule.Warnings);

    internal override string? InnerFault =>
        Rules.Count == 0 ? "RequireAll holds no rule"
        : Rules.All(rule => rule.IsNegative) ? $"{this} grants nothing; it needs a rule that does, such as valid-user"
        : Rules.Select(rule => rule.InnerFault).FirstOrDefault(fault => fault is not null);

    public override string ToString() => $"RequireAll ( {string.Join(" & ", Rules)} )";

    protected override bool Settles(Grant? one, ref Grant? answer)
    {
        if (answer is null || one is Grant.NeedsUser or Grant.Denied)
            answer = one;
        return one == Grant.Denied;
    }
}
