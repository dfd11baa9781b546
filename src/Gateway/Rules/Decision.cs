namespace Gateway.Rules;

/// <summary>
/// The one decision, for the gate and for every command: may this member, or somebody who is not signed in, have this
/// path? <see cref="Rule"/> is the rule that said so; <see cref="ForGood"/> means refused whoever asks.
/// </summary>
internal readonly record struct Decision(Outcome Outcome, PathRule Rule, bool ForGood)
{
    private const string ReasonForLogin = "login_required";
    private const string ReasonOfRule = "denied_by_rule";
    private const string ReasonForGood = "denied_to_all";

    /// <summary>Whether the upstream is told who is signed in.</summary>
    public bool ShowsIdentity { get; private init; }

    /// <summary>Whether any rule asked for more than a signed-in member, so that claims too old to rely on would matter.</summary>
    public bool NeedsClaims { get; private init; }

    /// <summary>The reason code of the refusal line; null where nothing is refused.</summary>
    public string? Reason => Outcome switch
    {
        Outcome.Allow => null,
        Outcome.LogIn => ReasonForLogin,
        _ => ForGood ? ReasonForGood : ReasonOfRule,
    };

    /// <summary>As below, where the file has one other name at most: the script in front of path info.</summary>
    public static Decision Decide(RuleTable rules, CanonicalPath path, CanonicalPath? script, string method, Member? member) =>
        Decide(rules, script is null ? [path] : [path, script], method, member);

    /// <summary>
    /// Asks the rules of the path and of every other name of the file that will be run or sent; each exactly and folded. All must
    /// allow, so the first that refuses decides; a refusal for good comes before a login that could not help.
    /// </summary>
    public static Decision Decide(RuleTable rules, IReadOnlyList<CanonicalPath> names, string method, Member? member)
    {
        var applied = new PathRule[2 * names.Count];
        for (var at = 0; at < names.Count; at++)
        {
            var match = rules.Find(names[at], method);
            (applied[2 * at], applied[(2 * at) + 1]) = (match.Exact, match.Folded);
        }

        var deciding = applied[0];
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
