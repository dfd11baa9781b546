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
    public bool ShowsIdentity { get; init; }

    /// <summary>Whether any rule asked for more than a signed-in member, so that claims too old to rely on would matter.</summary>
    public bool NeedsClaims { get; init; }

    /// <summary>The reason code of the refusal line; null where nothing is refused.</summary>
    public string? Reason => Outcome switch
    {
        Outcome.Allow => null,
        Outcome.LogIn => ReasonForLogin,
        _ => ForGood ? ReasonForGood : ReasonOfRule,
    };

    /// <summary>Where the file has one other name at most: the script in front of path info.</summary>
    public static Decision Decide(RuleTable rules, CanonicalPath path, CanonicalPath? script, string method, Member? member) =>
        AppliedRules.Of(rules, script is null ? [path] : [path, script], method).Decide(member);
}
