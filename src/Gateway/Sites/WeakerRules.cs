using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// The paths into which a reload lets somebody whom the rule before refused, also because a section was left out: one line for each pair
/// of rules. Sites are compared by host, so that a new name for a site hides nothing.
/// </summary>
internal static class WeakerRules
{
    private const string UnnamedMethod = "OTHER";

    public static IEnumerable<string> Between(SiteMap before, SiteMap next) =>
        next.All.SelectMany(site => PredecessorsOf(site, before).SelectMany(earlier => Lines(site.Name, earlier.Rules, site.Rules))).Distinct();

    private static IEnumerable<Site> PredecessorsOf(Site site, SiteMap before) =>
        site.Origins.SelectMany(SiteMap.Hosts).Select(host => before.TryFind(host, out var earlier, out _) ? earlier : null).OfType<Site>().Distinct();

    private static IEnumerable<string> Lines(string site, RuleTable before, RuleTable next)
    {
        if (before.Rules.Select(rule => rule.ToString()).SequenceEqual(next.Rules.Select(rule => rule.ToString()))) return [];

        var methods = MethodsOf(before, next);
        return TableSamples.Of(before, next).Select(path => WeakerOn(path, methods, before, next)).OfType<Weaker>()
            .DistinctBy(one => (one.Was, one.Now)).Select(one => $"site \"{site}\": {one.Where} was guarded by [{one.Was}] and is now by [{one.Now}].")
            .Concat(before.Rules.Where(IsSearch).Select(rule => LineOf(site, rule, next)).OfType<string>());
    }

    // GET first: what is open to it need not be said of others.
    private static List<string> MethodsOf(RuleTable before, RuleTable next) =>
        [.. before.Rules.Concat(next.Rules).SelectMany(rule => rule.Methods ?? []).Prepend("GET").Append(UnnamedMethod).Distinct()];

    private static Weaker? WeakerOn(CanonicalPath path, List<string> methods, RuleTable before, RuleTable next)
    {
        foreach (var method in methods)
        {
            var (was, now) = (before.Find(path, method), next.Find(path, method));
            if (!Both(now).LetsInMoreThan(Both(was))) continue;

            var only = method switch { "GET" => "", UnnamedMethod => "other methods on ", _ => method + " " };
            return new(only + path.Decoded, was.Exact.ToString(), now.Exact.ToString());
        }

        return null;
    }

    // Which paths an expression covers is not known, so a rule that is gone is told whatever covers them now.
    private static string? LineOf(string site, PathRule was, RuleTable next)
    {
        if (next.Rules.FirstOrDefault(rule => rule.Pattern == was.Pattern && rule.Methods.OrNone().SequenceEqual(was.Methods.OrNone())) is not { } now)
            return was.Requirement.IsPublic ? null : $"site \"{site}\": {was.Pattern} was guarded by [{was}], and that rule is gone.";
        return now.Requirement.LetsInMoreThan(was.Requirement) ? $"site \"{site}\": {was.Pattern} was guarded by [{was}] and is now by [{now}]." : null;
    }

    private static bool IsSearch(PathRule rule) => rule.Pattern[0] == '~';

    private static Requirement Both(RuleMatch match) => Requirement.All([match.Exact.Requirement, match.Folded.Requirement]);

    private sealed record Weaker(string Where, string Was, string Now);

    private static IReadOnlyList<string> OrNone(this IReadOnlyList<string>? methods) => methods ?? [];
}
