namespace Gateway.Rules;

/// <summary>
/// Which rule holds for a path and a method: prefixes by length, then patterns as written; the last that covers the path
/// replaces the others, as Apache's sections do. Made once, then only read.
/// </summary>
internal sealed class RuleTable
{
    private readonly Entry[] _exact;
    private readonly Entry[] _folded;

    private RuleTable(IReadOnlyList<Entry> entries)
    {
        _exact = InOrder(entries, key => key.PrefixLength);
        _folded = InOrder(entries, key => key.FoldedPrefixLength);
        Rules = _exact.Select(entry => entry.Rule).ToList();
    }

    /// <summary>In order of application: a later one replaces an earlier one.</summary>
    public IReadOnlyList<PathRule> Rules { get; }

    /// <summary>In the same order, with what each rule covers.</summary>
    public IEnumerable<(PathKey Key, PathRule Rule)> Entries => _exact.Select(entry => (entry.Key, entry.Rule));

    public static bool TryCreate(
        IReadOnlyList<PathRule> inFileOrder, out RuleTable? table, out IReadOnlyList<(string Pattern, string Fault)> faults)
    {
        var entries = new List<Entry>();
        var found = new List<(string Pattern, string Fault)>();
        foreach (var rule in inFileOrder)
        {
            if (!PathKey.TryParse(rule.Pattern, out var key, out var fault))
                found.Add((rule.Pattern, fault));
            else
                entries.Add(new Entry(key!, rule)); // parsed
            found.AddRange(PathRuleFaults.Of(rule).Select(one => (rule.Pattern, one)));
        }

        if (!inFileOrder.Any(rule => rule is { Pattern: "/", Methods: null }))
            found.Add(("/", "a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public"));

        found.AddRange(Clashes(entries));
        faults = found;
        table = found.Count == 0 ? new RuleTable(entries) : null;
        return table is not null;
    }

    /// <summary>The rule for the path as it is, and for its folded form. Both must allow.</summary>
    public RuleMatch Find(CanonicalPath path, string method) =>
        new(FindExact(path.Decoded, method), FindFolded(path.Folded, method));

    /// <summary>Which rule would hold for the path as it is if one were left out; null for the root's own.</summary>
    public PathRule? FindWithout(PathRule left, CanonicalPath path, string method) =>
        _exact.LastOrDefault(entry => entry.Rule != left && entry.Rule.Binds(method) && entry.Key.Covers(path.Decoded)).Rule;

    private static Entry[] InOrder(IReadOnlyList<Entry> entries, Func<PathKey, int?> prefixLength)
    {
        var firstSeen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < entries.Count; at++)
            firstSeen.TryAdd(entries[at].Rule.Pattern, at);

        // Of rules with the same key the one for every method comes first, so that those with methods replace it.
        return entries
            .OrderBy(entry => prefixLength(entry.Key) ?? int.MaxValue)
            .ThenBy(entry => prefixLength(entry.Key) is null ? firstSeen[entry.Rule.Pattern] : 0)
            .ThenBy(entry => entry.Rule.Methods is not null)
            .ToArray();
    }

    private static IEnumerable<(string Pattern, string Fault)> Clashes(List<Entry> entries)
    {
        foreach (var alike in entries.GroupBy(entry => entry.Key.FoldedIdentity, StringComparer.Ordinal))
        {
            var rules = alike.Select(entry => entry.Rule).ToList();
            for (var at = 1; at < rules.Count; at++)
            {
                var fault = rules.Take(at).Select(earlier => ClashOf(earlier, rules[at])).FirstOrDefault(one => one is not null);
                if (fault is not null)
                    yield return (rules[at].Pattern, fault);
            }
        }
    }

    private static string? ClashOf(PathRule earlier, PathRule later)
    {
        var shareAll = earlier.Methods is null && later.Methods is null;
        var shared = earlier.Methods?.FirstOrDefault(method => later.Methods?.Contains(method, StringComparer.Ordinal) == true);
        if (!shareAll && shared is null)
            return null;

        var forMethod = shared is null ? "" : $" for {shared}";
        if (earlier.Pattern == later.Pattern)
            return $"two rules are given for it{forMethod}; keep one";

        return earlier.AnswersAs(later) ? null
            : $"means the same as {earlier.Pattern} on some file systems, but another rule is given for it{forMethod}; give both the same";
    }

    private PathRule FindExact(string path, string method)
    {
        // Ends at the root's own rule at the latest, which binds every method.
        for (var at = _exact.Length - 1; ; at--)
        {
            var (key, rule) = _exact[at];
            if (rule.Binds(method) && key.Covers(path))
                return rule;
        }
    }

    private PathRule FindFolded(string path, string method)
    {
        for (var at = _folded.Length - 1; ; at--)
        {
            var (key, rule) = _folded[at];
            if (rule.Binds(method) && key.CoversFolded(path))
                return rule;
        }
    }

    private readonly record struct Entry(PathKey Key, PathRule Rule);
}
