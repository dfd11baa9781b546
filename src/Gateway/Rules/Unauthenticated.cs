namespace Gateway.Rules;

/// <summary>What somebody who is not signed in gets where a rule needs a member.</summary>
internal enum Unauthenticated
{
    /// <summary>Pages go to the login, scripts get a 401.</summary>
    Auto,

    /// <summary>Scripts go to the login too.</summary>
    Login,
    Status401,
    Status407,
    Status410,
}
