namespace Gateway.Rules;

/// <summary>One line of a site's Paths: which part of the site, and what it demands.</summary>
internal sealed record PathRule
{
    /// <summary>As written: a folder, a file, a file pattern, or a tilde and a regular expression.</summary>
    public required string Pattern { get; init; }

    public required Requirement Requirement { get; init; }

    /// <summary>The methods that this rule binds, compared exactly; null for all. Other methods keep the outer rule.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    public Unauthenticated Unauthenticated { get; init; }

    /// <summary>On a public path: who is signed in is told to PHP all the same.</summary>
    public bool IdentityIfSignedIn { get; init; }

    /// <summary>What a login to here asks for besides; null: nothing.</summary>
    public LoginExtras? Login { get; init; }

    /// <summary>As the refusal line and the commands name it: path and directive.</summary>
    public string Directive => $"{Pattern} {Requirement.Directive}";

    public override string ToString() =>
        Methods is null ? $"{Pattern}: {Requirement}" : $"{Pattern} [{string.Join(' ', Methods)}]: {Requirement}";

    internal bool Binds(string method)
    {
        if (Methods is null)
            return true;

        foreach (var bound in Methods)
        {
            if (bound == method)
                return true;
        }

        return false;
    }

    /// <summary>Whether two rules answer alike, so that it does not matter which of them is found.</summary>
    internal bool AnswersAs(PathRule other) =>
        Requirement.ToString() == other.Requirement.ToString()
        && Unauthenticated == other.Unauthenticated
        && IdentityIfSignedIn == other.IdentityIfSignedIn
        && Login == other.Login;
}
