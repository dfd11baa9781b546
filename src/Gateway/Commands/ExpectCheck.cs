using System.Globalization;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway check --expect FILE</c>: what would be different from what was recorded, before it is served.</summary>
internal static class ExpectCheck
{
    private const string Nothing = "not recorded";

    public static int Run(GatewayConfiguration configuration, string file, bool asJson, Terminal terminal)
    {
        if (!AccessRecord.TryRead(file, out var record, out var fault))
        {
            terminal.Errors.WriteLine(fault);
            return ExitCodes.Fault;
        }

        var changes = Changes(configuration, record!).ToList();   // read
        if (asJson) CommandJson.Write(terminal.Output, new AccessChanges(file, changes.Count == 0, changes), CommandJson.Default.AccessChanges);
        else Write(configuration, record!, file, changes, terminal);
        return changes.Count == 0 ? ExitCodes.Good : ExitCodes.Fault;
    }

    private static IEnumerable<AccessChange> Changes(GatewayConfiguration configuration, AccessRecord record)
    {
        foreach (var gone in record.Sites.Keys.Where(name => configuration.Sites.All.All(site => site.Name != name)))
            yield return new AccessChange(gone, null, null, "recorded", "no such site");

        foreach (var site in configuration.Sites.All)
        {
            var table = new AccessTable(site, record.Kinds);
            var recorded = record.Sites.GetValueOrDefault(site.Name) ?? [];
            foreach (var row in recorded.Keys.Union(table.Rows(), StringComparer.Ordinal))
            {
                var were = recorded.GetValueOrDefault(row);
                foreach (var (kind, outcome) in table.Outcomes(row))
                {
                    var was = were?.GetValueOrDefault(kind) ?? Nothing;
                    if (was != outcome) yield return new AccessChange(site.Name, row, kind, was, outcome);
                }
            }
        }
    }

    private static void Write(GatewayConfiguration configuration, AccessRecord record, string file, List<AccessChange> changes, Terminal terminal)
    {
        var several = configuration.Sites.All.Count > 1 || record.Sites.Count > 1;
        foreach (var change in changes) terminal.Output.WriteLine(Line(change, several, terminal));

        var paths = record.Sites.Values.Sum(site => site.Count);
        terminal.Output.WriteLine(changes.Count == 0
            ? terminal.Good(string.Create(CultureInfo.InvariantCulture, $"As recorded in {file}: {paths} paths for {string.Join(", ", record.Kinds.Keys)}."))
            : string.Create(CultureInfo.InvariantCulture, $"{changes.Count} {(changes.Count == 1 ? "change" : "changes")} since {file}. If meant: gateway check --record {file}"));
    }

    private static string Line(AccessChange change, bool several, Terminal terminal)
    {
        var place = change.Path is null || several ? $"{change.Site} {change.Path}".TrimEnd() : change.Path;
        var kind = change.Kind is null ? "" : $"{change.Kind}  ";
        var line = $"{place}: {kind}{change.Was} -> {change.Is}";
        return change.Is == OutcomeWords.Allow ? terminal.Bad(line) : line;
    }
}

/// <summary>What is different from a record.</summary>
internal sealed record AccessChanges(string Record, bool AsRecorded, IReadOnlyList<AccessChange> Changes);

/// <summary>One outcome that is different; of a site that is gone, the site alone.</summary>
internal sealed record AccessChange(string Site, string? Path, string? Kind, string Was, string Is);
