using Gateway.Claims;

namespace Gateway.Rules;

/// <summary><c>all granted</c>: everybody, signed in or not.</summary>
internal sealed class AllGrantedRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "all granted";

    internal override Grant? Judge(Member? member) => Grant.Granted;
}

/// <summary><c>all denied</c>: nobody, and no login would help.</summary>
internal sealed class AllDeniedRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "all denied";

    internal override Grant? Judge(Member? member) => Grant.Denied;
}

/// <summary><c>valid-user</c>: whoever is signed in.</summary>
internal sealed class ValidUserRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "valid-user";

    internal override Grant? Judge(Member? member) => member is null ? Grant.NeedsUser : Grant.Granted;
}

/// <summary><c>user a b</c>: one of the names, byte for byte.</summary>
internal sealed class UserRequirement(IReadOnlyList<string> names) : Requirement
{
    public override bool NeedsClaims => true;

    public override string ToString() => "user " + string.Join(' ', names.Select(ApacheWords.Quote));

    internal override Grant? Judge(Member? member)
    {
        if (member is null)
            return Grant.NeedsUser;

        return names.Contains(member.User, StringComparer.Ordinal) ? Grant.Granted : Grant.Denied;
    }
}

/// <summary><c>claim A B</c>: one of the words matches a claim of the member.</summary>
internal sealed class ClaimRequirement(IReadOnlyList<ClaimWord> words) : Requirement
{
    public override bool NeedsClaims => true;

    public override IEnumerable<string> Warnings => words.Select(word => word.Warning).OfType<string>();

    public override string ToString() => "claim " + string.Join(' ', words.Select(word => ApacheWords.Quote(word.Text)));

    internal override Grant? Judge(Member? member)
    {
        if (member is null)
            return Grant.NeedsUser;

        foreach (var word in words)
        {
            if (word.IsMetBy(member.Claims))
                return Grant.Granted;
        }

        return Grant.Denied;
    }
}
