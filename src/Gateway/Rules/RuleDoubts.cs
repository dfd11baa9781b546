using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>What is strange about one rule. <see cref="IsNote"/>: it may well be meant.</summary>
internal sealed record RuleDoubt(PathRule Rule, string Text, bool IsNote = false);

/// <summary>
/// What an operator probably did not mean by his rules as a whole: one that never decides, one that stands there in two spellings, a door
/// in the middle of a protected folder. Found by asking the table itself.
/// </summary>
internal static class RuleDoubts
{
    private const string OtherMethod = "MADE-UP";

    public static IEnumerable<RuleDoubt> Of(RuleTable table, PathEncodings encoding)
    {
        var spellings = table.Entries.ToLookup(entry => entry.Key.FoldedIdentity, entry => entry.Rule, StringComparer.Ordinal);
        foreach (var (key, rule) in table.Entries)
        {
            var samples = PathSamples.Of(rule.Pattern, encoding);
            var alike = spellings[key.FoldedIdentity].ToList();
            if (alike[0].Pattern != rule.Pattern) yield return Twin(alike[0], rule);
            else if (alike.TrueForAll(other => other.Pattern == rule.Pattern) && NeverDecides(table, rule, samples) is { } idle)
                yield return new RuleDoubt(rule, idle);
            else if (Opens(table, rule, samples, encoding) is { } around) yield return OpenDoor(rule, around);
            else if (Leaves(table, rule, samples.Concat(FoundBelow(table, rule, encoding))) is { } weaker) yield return new RuleDoubt(rule, weaker);
        }
    }

    private static string? NeverDecides(RuleTable table, PathRule rule, IReadOnlyList<CanonicalPath> samples)
    {
        if (rule.Pattern == "/") return null;   // it must be there, needed or not
        if (samples.Count == 0)
            return rule.Pattern.StartsWith('~') && !SearchKey.CanBeTried(rule.Pattern) ? null
                : "fits no path that a request can have: paths begin with a slash, are decoded, and end before the question mark";

        PathRule? instead = null;
        foreach (var path in samples)
        {
            foreach (var method in rule.Methods ?? [OtherMethod])
            {
                var found = table.Find(path, method);
                if (found.Exact == rule || found.Folded == rule) return null;
                instead ??= found.Exact;
            }
        }

        return $"never decides: \"{Excerpt.Of(instead!.Pattern)}\" comes later and covers the same paths; leave one out, or make the later one narrower";   // there is a sample
    }

    /// <summary>The rule that would hold around a public one, where that needs a member.</summary>
    private static PathRule? Opens(RuleTable table, PathRule rule, IReadOnlyList<CanonicalPath> samples, PathEncodings encoding)
    {
        if (!rule.Requirement.IsPublic) return null;

        var method = rule.Methods?[0] ?? OtherMethod;
        return samples.Concat(FoundBelow(table, rule, encoding))
            .Where(path => table.Find(path, method).Exact == rule)
            .Select(path => table.FindWithout(rule, path, method))
            .FirstOrDefault(outer => outer is not null && !outer.Requirement.IsPublic);
    }

    // Reading is guarded, and by another word the same file can be read: Apache sends it in answer to POST, PHP by any method.
    private static string? Leaves(RuleTable table, PathRule rule, IEnumerable<CanonicalPath> samples)
    {
        if (rule.Methods is null || !rule.Methods.Contains("GET")) return null;

        var others = new[] { "POST", OtherMethod }.Where(method => !rule.Binds(method)).ToList();
        var weaker = samples.Where(path => table.Find(path, "GET").Exact == rule)
            .SelectMany(path => others.Select(method => (Method: method, Rule: table.Find(path, method).Exact)))
            .FirstOrDefault(found => found.Rule.Requirement.LetsInMoreThan(rule.Requirement));
        return weaker.Rule is null ? null
            : $"guards {string.Join(", ", rule.Methods)} alone: {(weaker.Method == OtherMethod ? "other methods are" : "POST is")} left to \"{Excerpt.Of(weaker.Rule.Directive)}\", "
            + "and Apache and PHP send a file in answer to it too; leave Methods out";
    }

    // A pattern without a folder is met in every folder.
    private static IEnumerable<CanonicalPath> FoundBelow(RuleTable table, PathRule rule, PathEncodings encoding) =>
        rule.Pattern.StartsWith('/') || rule.Pattern.StartsWith('~')
            ? []
            : table.Entries.Where(entry => entry.Key.PrefixLength is not null)
                .Select(entry => PathSamples.Path(entry.Rule.Pattern.TrimEnd('/') + "/" + rule.Pattern.Replace("*", PathSamples.MadeUp, StringComparison.Ordinal), encoding))
                .OfType<CanonicalPath>();

    private static RuleDoubt OpenDoor(PathRule rule, PathRule around) =>
        new(rule, $"open to everybody, though \"{Excerpt.Of(around.Directive)}\" holds around it; leave it if that is meant", IsNote: true);

    private static RuleDoubt Twin(PathRule first, PathRule second) => second.Requirement.IsPublic
        ? new(second, $"says the same as \"{Excerpt.Of(first.Pattern)}\" in another spelling; leave it if links use both", IsNote: true)
        : new(second, $"says the same as \"{Excerpt.Of(first.Pattern)}\" in another spelling, which holds for every spelling already; leave one out");
}
