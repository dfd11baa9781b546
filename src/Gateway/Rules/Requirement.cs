using System.Collections.Immutable;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>
/// What a path demands of a visitor, in the language of Apache's <c>Require</c>: read once, asked for every request.
/// </summary>
internal abstract class Requirement
{
    private const int MostWords = 12;
    private static readonly Member Nobody = new("", ClaimSet.Empty);

    /// <summary>True when a signed-in member is not enough by itself: the rule is stricter than <c>valid-user</c>.</summary>
    public abstract bool NeedsClaims { get; }

    /// <summary>Can only take away. Such a requirement counts inside RequireAll beside one that grants, and nowhere else.</summary>
    public virtual bool IsNegative => false;

    /// <summary>True for what a visitor gets without signing in.</summary>
    public bool IsPublic => Evaluate(null) == Grant.Granted;

    /// <summary>As Apache's configuration would name it: a line that begins with Require.</summary>
    public string Directive => ToString() is { } text && text.StartsWith("Require", StringComparison.Ordinal) ? text : $"Require {this}";

    /// <summary>Why Apache would refuse this combination of rules; null when it would not.</summary>
    public string? Fault =>
        IsNegative ? $"{this} grants nothing by itself; put it inside RequireAll beside a rule that grants" : InnerFault;

    /// <summary>What the operator probably did not mean.</summary>
    public virtual IEnumerable<string> Warnings => [];

    /// <summary>The words of claim rules in it.</summary>
    public virtual IEnumerable<ClaimWord> ClaimWords => [];

    /// <summary>What is wrong further inside; asked by the requirement around this one.</summary>
    internal virtual string? InnerFault => null;

    public static bool TryParse(string text, out Requirement? requirement, out string fault) =>
        RequirementParser.TryParse(text, out requirement, out fault);

    public static Requirement Any(IReadOnlyList<Requirement> rules) => new AnyRequirement(rules);

    public static Requirement All(IReadOnlyList<Requirement> rules) => new AllRequirement(rules);

    public static Requirement None(IReadOnlyList<Requirement> rules) => new NegativeRequirement(new AnyRequirement(rules), "RequireNone");

    /// <summary>The answer for a member, or for somebody who is not signed in; then Denied means that no login could help.</summary>
    public Grant Evaluate(Member? member) => Judge(member) ?? Grant.Denied;

    /// <summary>
    /// Whether it lets in somebody whom the other one refuses, as far as words tell: a member may meet any of them, whatever the others.
    /// </summary>
    public bool LetsInMoreThan(Requirement other)
    {
        if (IsPublic && !other.IsPublic)
            return true;

        var words = Words.Union(other.Words, StringComparer.Ordinal).ToList();
        if (words.Count > MostWords)
            return ToString() != other.ToString();

        IEnumerable<ImmutableHashSet<string>> members = [[]];
        foreach (var word in words)
            members = members.SelectMany(met => new[] { met, met.Add(word) });
        return members.Any(met => JudgeBy(met) == Grant.Granted && other.JudgeBy(met) != Grant.Granted);
    }

    /// <summary>What it asks of a member beyond being one, word by word.</summary>
    internal virtual IEnumerable<string> Words => [];

    /// <summary>The answer for a member who meets exactly these words.</summary>
    internal virtual Grant? JudgeBy(IReadOnlySet<string> met) => Judge(Nobody);

    /// <summary>As <see cref="Evaluate"/>; null is a negative rule that had nothing to take away.</summary>
    internal abstract Grant? Judge(Member? member);
}
