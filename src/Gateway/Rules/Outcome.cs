namespace Gateway.Rules;

/// <summary>What is done with a request.</summary>
internal enum Outcome
{
    Allow,
    LogIn,
    Deny,
}
