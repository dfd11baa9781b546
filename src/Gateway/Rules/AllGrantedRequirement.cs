namespace Gateway.Rules;

/// <summary><c>all granted</c>: everybody, signed in or not.</summary>
internal sealed class AllGrantedRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "all granted";

    internal override Grant? Judge(Member? member) => Grant.Granted;
}
