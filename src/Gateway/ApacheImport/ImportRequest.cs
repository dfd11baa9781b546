namespace Gateway.ApacheImport;

/// <summary>What is imported, and which files may be read for it.</summary>
internal sealed record ImportRequest(IReadOnlyList<string> Files, IReadOnlyList<string> Roots, IReadOnlyDictionary<string, string> Defined);

/// <summary>What the text itself may not tell.</summary>
internal sealed record ImportAnswers(string? Origin, string? DocumentRoot, string? Upstream);

/// <summary>One file that an import makes; a secret is for its owner alone.</summary>
internal sealed record ImportedFile(string Name, string Content);
