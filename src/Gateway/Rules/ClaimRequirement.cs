using Gateway.Claims;

namespace Gateway.Rules;

/// <summary><c>claim A B</c>: one of the words matches a claim of the member.</summary>
internal sealed class ClaimRequirement(IReadOnlyList<ClaimWord> words) : Requirement
{
    private readonly ClaimWord[] _asked = [.. words];

    public override bool NeedsClaims => true;

    public override IEnumerable<ClaimWord> ClaimWords => words;

    public override IEnumerable<string> Warnings => words.Select(word => word.Warning).OfType<string>();

    public override string ToString() => "claim " + string.Join(' ', words.Select(word => ApacheWords.Quote(word.Text)));

    internal override IEnumerable<string> Words => words.Select(word => "claim " + word.Text);

    internal override Grant? JudgeBy(IReadOnlySet<string> met) => met.Overlaps(Words) ? Grant.Granted : Grant.Denied;

    internal override Grant? Judge(Member? member)
    {
        if (member is null)
            return Grant.NeedsUser;

        foreach (var word in _asked)
        {
            if (word.IsMetBy(member.Claims))
                return Grant.Granted;
        }

        return Grant.Denied;
    }
}
