namespace Gateway.Rules;

/// <summary><c>all denied</c>: nobody, and no login would help.</summary>
internal sealed class AllDeniedRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "all denied";

    internal override Grant? Judge(Member? member) => Grant.Denied;
}
