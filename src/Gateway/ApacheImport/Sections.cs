namespace Gateway.ApacheImport;

/// <summary>The sections of one virtual host and of the server around it, in the order in which Apache applies them.</summary>
internal sealed class Sections
{
    // Words of SSLVerifyClient by which a browser needs none; "on" and "require" are one to Apache, and a variable may be either.
    private static readonly string[] WithoutCertificate = ["none", "off", "optional", "optional_no_ca"];

    /// <summary>Those that name a folder, by depth; then those with an expression, as they are written.</summary>
    public required IReadOnlyList<FolderSection> Folders { get; init; }

    public required IReadOnlyList<FolderSection> FolderMatches { get; init; }

    /// <summary>The server's, the host's, then those inside folders, the deeper later.</summary>
    public required IReadOnlyList<FileSection> Files { get; init; }

    public required IReadOnlyList<ApacheDirective> Locations { get; init; }

    /// <summary>What stands behind conditions that only Apache can judge, with the section around it.</summary>
    public required IReadOnlyList<(ApacheDirective Condition, ApacheDirective? Around)> Undecided { get; init; }

    /// <summary>What lets in browsers with a certificate alone, with the section around it.</summary>
    public required IReadOnlyList<(ApacheDirective Demand, ApacheDirective? Around)> Certified { get; init; }

    /// <summary>Without the conditions that are met anyway, and without those that are not looked into here.</summary>
    public static IEnumerable<ApacheDirective> Flat(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.IsTransparent ? Flat(one.Children!) : [one]);   // a section has children

    /// <param name="directives">The server's own, then the host's.</param>
    /// <param name="htaccess">Further sections, one for each <c>.htaccess</c>.</param>
    public static Sections Of(IReadOnlyList<ApacheDirective> directives, IReadOnlyList<FolderSection> htaccess)
    {
        var folders = directives.Where(one => one.Is("Directory") && !IsExpression(one)).Select(one => new FolderSection(Mount.Clean(one.FirstWord), one))
            .Concat(htaccess)
            .OrderBy(one => one.Depth).ThenBy(one => one.IsHtaccess).ToList();
        var matches = directives.Where(one => one.IsAnyOf("Directory", "DirectoryMatch") && IsExpression(one)).Select(one => new FolderSection(one.Words[^1], one)).ToList();
        var inFolders = folders.Where(folder => !folder.IsLink).Concat(matches).SelectMany(folder => Flat(folder.Directive.Children!).Where(IsFiles).Select(file => new FileSection(file, folder)));   // sections
        return new Sections
        {
            Folders = folders,
            FolderMatches = matches,
            Files = [.. directives.Where(IsFiles).Select(file => new FileSection(file, null)), .. inFolders],
            Locations = [.. directives.Where(one => one.IsAnyOf("Location", "LocationMatch"))],
            Undecided = [.. UndecidedIn(directives.Concat(htaccess.Select(one => one.Directive)), null)],
            Certified = [.. CertifiedIn(directives.Concat(htaccess.Select(one => one.Directive)), null)],
        };
    }

    public static bool IsExpression(ApacheDirective section) => section.Is("DirectoryMatch") || section.FirstWord == "~";

    private static bool IsFiles(ApacheDirective directive) => directive.IsAnyOf("Files", "FilesMatch");

    private static IEnumerable<(ApacheDirective Demand, ApacheDirective? Around)> CertifiedIn(IEnumerable<ApacheDirective> directives, ApacheDirective? around) =>
        Flat(directives).SelectMany(one => one.Children is { } children ? CertifiedIn(children, ApacheCondition.IsCondition(one) ? around : one)
            : one.Is("SSLRequire") || (one.Is("SSLVerifyClient") && !WithoutCertificate.Contains(one.FirstWord, StringComparer.OrdinalIgnoreCase)) ? [(one, around)]
            : Array.Empty<(ApacheDirective, ApacheDirective?)>());

    private static IEnumerable<(ApacheDirective Condition, ApacheDirective? Around)> UndecidedIn(IEnumerable<ApacheDirective> directives, ApacheDirective? around)
    {
        foreach (var directive in Flat(directives).Where(one => one.Children is not null))
        {
            // Sections for what is proxied are not followed to its URLs.
            if (!directive.IsUncertain && !directive.IsAnyOf("If", "ElseIf", "Else", "Proxy", "ProxyMatch"))
            {
                foreach (var inner in UndecidedIn(directive.Children!, directive)) yield return inner;   // a section
            }
            else if (SectionReader.IsOfAccess(directive))
            {
                var inside = around is null ? Flat(directive.Children!).Where(one => one.Children is not null && SectionReader.IsOfAccess(one)).ToList() : [];   // a section
                foreach (var section in inside) yield return (directive, section);
                if (inside.Count == 0) yield return (directive, around);
            }
        }
    }
}

/// <summary>A section for a folder of the disk: its path as it is compared, or an expression.</summary>
internal sealed record FolderSection(string Path, ApacheDirective Directive)
{
    /// <summary>The rules of a file in the folder itself, which come after the sections for it.</summary>
    public bool IsHtaccess { get; init; }

    /// <summary>The rules of another folder, which a link leads to: both must be met.</summary>
    public bool IsLink { get; init; }

    /// <summary>By which Apache sorts them.</summary>
    public int Depth => Path.Count(letter => letter == '/');
}

/// <summary>A section for names of files, and the folder section that it stands in.</summary>
internal sealed record FileSection(ApacheDirective Directive, FolderSection? Folder);
