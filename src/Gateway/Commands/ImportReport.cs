using Gateway.ApacheImport;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>What <c>gateway import-apache</c> made, and what became of every directive.</summary>
internal sealed record ImportReport(string File, bool Good, IReadOnlyList<string> Faults, IReadOnlyList<string> Sites, IReadOnlyList<ImportLine> Directives, IReadOnlyList<string> Written)
{
    public static ImportReport Of(string file, Importer importer, IReadOnlyList<ConfigurationFault> faults) => new(
        file,
        faults.Count == 0 && importer.Findings.All.All(finding => finding.Kind != FindingKind.NeedsDecision),
        [.. faults.Select(fault => $"{fault}")],
        [.. importer.Sites.Select(site => site.Name)],
        [.. importer.Findings.All.OrderBy(finding => finding.Kind).ThenBy(finding => finding.Place?.File, StringComparer.Ordinal).ThenBy(finding => finding.Place?.Line).Select(ImportLine.Of)],
        []);
}

/// <summary>What became of one directive.</summary>
internal sealed record ImportLine(string Outcome, string? File, int? Line, string Directive, string Text)
{
    public static ImportLine Of(Finding finding) => new(OutcomeOf(finding.Kind), finding.Place?.File, finding.Place?.Line, finding.Directive, finding.Text);

    private static string OutcomeOf(FindingKind kind) => kind switch
    {
        FindingKind.NeedsDecision => "needs your decision",
        FindingKind.ChangedMeaning => "changed meaning",
        FindingKind.Ignored => "ignored",
        _ => "taken over",
    };
}
