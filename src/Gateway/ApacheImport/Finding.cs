namespace Gateway.ApacheImport;

/// <summary>What became of a directive.</summary>
internal enum FindingKind
{
    NeedsDecision,
    ChangedMeaning,
    Ignored,
    TakenOver,
}

/// <summary>One line of the report: what became of a directive, and where it stands; no place where it is about the whole.</summary>
internal sealed record Finding(FindingKind Kind, ApachePlace? Place, string Directive, string Text);

/// <summary>What is found in the course of one import.</summary>
internal sealed class Findings
{
    private readonly OrderedDictionary<Finding, Finding> _all = [];

    /// <summary>Each once, although macros and merging meet a line many times.</summary>
    public IReadOnlyList<Finding> All => [.. _all.Keys];

    public void NeedsDecision(ApacheDirective about, string text) => Add(FindingKind.NeedsDecision, about, text);

    public void ChangedMeaning(ApacheDirective about, string text) => Add(FindingKind.ChangedMeaning, about, text);

    public void Ignored(ApacheDirective about, string text) => Add(FindingKind.Ignored, about, text);

    public void TakenOver(ApacheDirective about, string text) => Add(FindingKind.TakenOver, about, text);

    /// <summary>Where no line says it, but the want of one.</summary>
    public void Add(FindingKind kind, string subject, string text) => Keep(new Finding(kind, null, subject, text));

    private void Add(FindingKind kind, ApacheDirective about, string text) => Keep(new Finding(kind, about.Place, about.ToString(), text));

    private void Keep(Finding finding) => _all.TryAdd(finding, finding);
}
