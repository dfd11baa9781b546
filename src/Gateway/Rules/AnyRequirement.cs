namespace Gateway.Rules;

/// <summary>RequireAny: one that grants is enough. Several words of one line and several lines mean this too.</summary>
internal sealed class AnyRequirement(IReadOnlyList<Requirement> rules) : CompoundRequirement(rules)
{
    // Whoever passes a rule that any member passes needs no claims.
    public override bool NeedsClaims { get; } =
        rules.Any(rule => rule.NeedsClaims) && rules.All(rule => rule.NeedsClaims || rule is AllDeniedRequirement);

    public override IEnumerable<string> Warnings
    {
        get
        {
            var warnings = Rules.SelectMany(rule => rule.Warnings);
            return !NeedsClaims && Rules.FirstOrDefault(rule => rule.NeedsClaims) is { } idle
                ? warnings.Append(
                    $"{idle} has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold")
                : warnings;
        }
    }

    internal override string? InnerFault =>
        Rules.Count == 0 ? "RequireAny holds no rule"
        : Rules.FirstOrDefault(rule => rule.IsNegative) is { } negative
            ? $"{negative} has no effect where one rule of several is enough; put it inside RequireAll beside a rule that grants"
        : Rules.Select(rule => rule.InnerFault).FirstOrDefault(fault => fault is not null);

    public override string ToString() => $"RequireAny ( {string.Join(" | ", Rules)} )";

    protected override bool Settles(Grant? one, ref Grant? answer)
    {
        if (answer is null || one is Grant.Granted or Grant.NeedsUser)
            answer = one;
        return one == Grant.Granted;
    }
}
