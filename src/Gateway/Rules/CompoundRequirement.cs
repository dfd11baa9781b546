namespace Gateway.Rules;

/// <summary>Several rules that answer together: asked in order, until what one says settles it for all.</summary>
internal abstract class CompoundRequirement(IReadOnlyList<Requirement> rules) : Requirement
{
    private readonly Requirement[] _asked = [.. rules];

    protected IReadOnlyList<Requirement> Rules => rules;

    public override IEnumerable<ClaimWord> ClaimWords => rules.SelectMany(rule => rule.ClaimWords);

    internal sealed override IEnumerable<string> Words => rules.SelectMany(rule => rule.Words);

    internal sealed override Grant? Judge(Member? member) => Ask(member, static (rule, member) => rule.Judge(member));

    internal sealed override Grant? JudgeBy(IReadOnlySet<string> met) => Ask(met, static (rule, met) => rule.JudgeBy(met));

    /// <summary>Takes one more rule's answer into that of all; true when no other can change it any more.</summary>
    protected abstract bool Settles(Grant? one, ref Grant? answer);

    // What is judged comes along, so that nothing is made for a request.
    private Grant? Ask<T>(T judged, Func<Requirement, T, Grant?> ask)
    {
        Grant? answer = null;
        foreach (var rule in _asked)
        {
            if (Settles(ask(rule, judged), ref answer))
                break;
        }

        return answer;
    }
}
