using Gateway.Claims;

namespace Gateway.Rules;

/// <summary><c>user a b</c>: one of the names, byte for byte.</summary>
internal sealed class UserRequirement(IReadOnlyList<string> names) : Requirement
{
    public override bool NeedsClaims => true;

    public override string ToString() => "user " + string.Join(' ', names.Select(ApacheWords.Quote));

    internal override IEnumerable<string> Words => names.Select(name => "user " + name);

    internal override Grant? JudgeBy(IReadOnlySet<string> met) => met.Overlaps(Words) ? Grant.Granted : Grant.Denied;

    internal override Grant? Judge(Member? member)
    {
        if (member is null)
            return Grant.NeedsUser;

        return names.Contains(member.User, StringComparer.Ordinal) ? Grant.Granted : Grant.Denied;
    }
}
