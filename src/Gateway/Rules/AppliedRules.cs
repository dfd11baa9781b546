namespace Gateway.Rules;

/// <summary>
/// The rules that hold for one request: those of its path and of every other name of the file that will be run or sent, each exactly and
/// folded. Looked up once, and asked as often as it changes who is signed in.
/// </summary>
internal readonly struct AppliedRules
{
    private readonly PathRule[] _rules;

    private AppliedRules(PathRule[] rules) => _rules = rules;

    public static AppliedRules Of(RuleTable rules, IReadOnlyList<CanonicalPath> names, string method)
    {
        var applied = new PathRule[2 * names.Count];
        for (var at = 0; at < names.Count; at++)
        {
            var match = rules.Find(names[at], method);
            (applied[2 * at], applied[(2 * at) + 1]) = (match.Exact, match.Folded);
        }

        return new AppliedRules(applied);
    }

    /// <summary>All must allow, so the first that refuses decides; a refusal for good comes before a login that could not help.</summary>
    public Decision Decide(Member? member)
    {
        var deciding = _rules[0];
        var worst = Grant.Granted;
        foreach (var rule in _rules)
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
        return new Decision(outcome, deciding, forGood) { ShowsIdentity = TellsWho(_rules), NeedsClaims = AskForClaims(_rules) };
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
