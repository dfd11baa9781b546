namespace Gateway.Rules;

/// <summary>
/// The one decision, for the gate and for every command: may this member, or somebody who is not signed in, have this
/// path? <see cref="Rule"/> is the rule that said so; <see cref="ForGood"/> means refused whoever asks.
/// </summary>
internal readonly record struct Decision(Outcome Outcome, PathRule Rule, bool ForGood)
{
    /// <summary>Whether the upstream is told who is signed in.</summary>
    public bool ShowsIdentity { get; private init; }

    /// <summary>Whether any rule asked for more than a signed-in member, so that claims too old to rely on would matter.</summary>
    public bool NeedsClaims { get; private init; }

    /// <summary>
    /// Asks the rules of the path and, where one is known, of the script that will run; each exactly and folded. All must
    /// allow, so the first that refuses decides; a refusal for good comes before a login that could not help.
    /// </summary>
    public static Decision Decide(RuleTable rules, CanonicalPath path, CanonicalPath? script, string method, Member? member)
    {
        var ofPath = rules.Find(path, method);
        var ofScript = script is null ? ofPath : rules.Find(script, method);
        ReadOnlySpan<PathRule> applied = [ofPath.Exact, ofPath.Folded, ofScript.Exact, ofScript.Folded];

        var deciding = ofPath.Exact;
        var worst = Grant.Granted;
        foreach (var rule in applied)
        {
            var grant = rule.Requirement.Evaluate(member);
            if (grant <= worst)
                continue;
            worst = grant;
            deciding = rule;
        }

        var outcome = worst switch
        {
            Grant.Granted => Outcome.Allow,
            Grant.NeedsUser => Outcome.LogIn,
            _ => Outcome.Deny,
        };
        var forGood = outcome == Outcome.Deny && deciding.Requirement.Evaluate(null) == Grant.Denied;
        return new Decision(outcome, deciding, forGood) { ShowsIdentity = TellsWho(applied), NeedsClaims = AskForClaims(applied) };
    }

    private static bool AskForClaims(ReadOnlySpan<PathRule> applied)
    {
        foreach (var rule in applied)
        {
            if (rule.Requirement.NeedsClaims)
                return true;
        }

        return false;
    }

    private static bool TellsWho(ReadOnlySpan<PathRule> applied)
    {
        var everyPublicTells = true;
        foreach (var rule in applied)
        {
            if (!rule.Requirement.IsPublic)
                return true;
            everyPublicTells &= rule.IdentityIfSignedIn;
        }

        return everyPublicTells;
    }
}
