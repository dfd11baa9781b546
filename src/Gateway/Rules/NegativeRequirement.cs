namespace Gateway.Rules;

/// <summary><c>not …</c> and RequireNone: who meets the rule inside is refused; for everybody else it says nothing.</summary>
internal sealed class NegativeRequirement(Requirement inner, string word) : Requirement
{
    public override bool NeedsClaims => inner.NeedsClaims;

    public override bool IsNegative => true;

    public override IEnumerable<ClaimWord> ClaimWords => inner.ClaimWords;

    public override IEnumerable<string> Warnings => inner.Warnings;

    internal override string? InnerFault => inner.InnerFault;

    public override string ToString() => word == "not" ? $"not {inner}" : $"{word} {inner.ToString()!["RequireAny ".Length..]}";

    internal override IEnumerable<string> Words => inner.Words;

    internal override Grant? Judge(Member? member) => inner.Judge(member) == Grant.Granted ? Grant.Denied : null;

    internal override Grant? JudgeBy(IReadOnlySet<string> met) => inner.JudgeBy(met) == Grant.Granted ? Grant.Denied : null;
}
