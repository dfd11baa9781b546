namespace Gateway.Rules;

/// <summary><c>valid-user</c>: whoever is signed in.</summary>
internal sealed class ValidUserRequirement : Requirement
{
    public override bool NeedsClaims => false;

    public override string ToString() => "valid-user";

    internal override Grant? Judge(Member? member) => member is null ? Grant.NeedsUser : Grant.Granted;
}
