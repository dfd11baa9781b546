using Gateway.FastCgi;

namespace Gateway.ApacheImport;

/// <summary>
/// What lies on the disk below the folders of a site and has a say in its rules: <c>.htaccess</c> files, as far as <c>AllowOverride</c> lets
/// them, and links that lead to a folder with rules.
/// </summary>
internal sealed class Htaccess
{
    public const string Name = ".htaccess";

    private const int MostFolders = 50_000;

    private readonly List<FolderSection> _found = [];
    private readonly List<(ApacheDirective Directive, string Folder)> _unseen = [];
    private readonly List<string> _links = [];
    private readonly List<(string Folder, string Other)> _alike = [];
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<FolderSection> _folders;
    private readonly Func<string, IReadOnlyList<ApacheDirective>> _read;
    private readonly string[] _names;
    private readonly Findings _findings;

    private Htaccess(IReadOnlyList<ApacheDirective> directives, Func<string, IReadOnlyList<ApacheDirective>> read, Findings findings)
    {
        (_read, _findings) = (read, findings);
        _folders = Sections.Of(directives, []).Folders;
        _names = directives.LastOrDefault(one => one.Is("AccessFileName"))?.Words.ToArray() ?? [Name];
    }

    /// <summary>A section for each file and each link.</summary>
    public IReadOnlyList<FolderSection> Found => _found;

    /// <summary>Folders that are not here to be looked into, and the directive that makes them count.</summary>
    public IReadOnlyList<(ApacheDirective Directive, string Folder)> Unseen => _unseen;

    /// <summary>Folders beside each other that differ in letter case alone.</summary>
    public IReadOnlyList<(string Folder, string Other)> Alike => _alike;

    /// <param name="read">Parses one file.</param>
    public static Htaccess Below(IReadOnlyList<Mount> mounts, IReadOnlyList<ApacheDirective> directives, Func<string, IReadOnlyList<ApacheDirective>> read, Findings findings)
    {
        var look = new Htaccess(directives, read, findings);
        foreach (var folder in mounts.Select(mount => mount.Folder).OfType<string>().Distinct()) look.LookAt(folder);
        foreach (var link in look._links) look.Follow(link);
        return look;
    }

    private void LookAt(string folder)
    {
        if (Directory.Exists(folder))
        {
            Walk(folder);
            return;
        }

        var here = Override(folder);
        foreach (var section in _folders.Where(section => Mount.IsBelow(section.Path, folder)).Select(section => (section.Path, Directive: Allowing(section))).Append((Path: folder, Directive: here)))
            if (section.Directive is { } directive && !IsNone(directive)) _unseen.Add((directive, section.Path));
    }

    private void Walk(string folder)
    {
        if (!_walked.Add(FileTree.Real(folder) ?? folder)) return;   // a link in a circle
        if (_walked.Count > MostFolders) throw new ApacheFaultException(new ApachePlace(folder, 0, ""), $"more than {MostFolders} folders below the document root.");

        var allowed = Override(folder);
        foreach (var file in _names.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            if (allowed is not null && !IsNone(allowed)) ReadFile(file, folder, allowed);
        }

        var entries = Entries(folder).ToList();
        foreach (var spellings in entries.OfType<DirectoryInfo>().GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase))
            _alike.AddRange(spellings.Skip(1).Select(other => (spellings.First().FullName, other.FullName)));
        foreach (var entry in entries)
        {
            if (entry.LinkTarget is not null) _links.Add(entry.FullName);
            if (Directory.Exists(entry.FullName)) Walk(entry.FullName);
        }
    }

    private static IEnumerable<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new ApacheFaultException(new ApachePlace(folder, 0, ""), $"cannot be read, and may hold rules: {refused.Message}");
        }
    }

    private void ReadFile(string file, string folder, ApacheDirective allowed)
    {
        var section = new ApacheDirective(Name, folder, new ApachePlace(file, 1, "")) { Children = _read(file) };
        var may = allowed.Words.Select(word => word.ToUpperInvariant().Split('=')[0]).ToList();
        var isRefused = !may.Contains("ALL") && Sections.Flat(section.Children).Any(one =>
            SectionReader.IsOfAccess(one) && !may.Contains(one.IsAnyOf("Order", "Allow", "Deny", "Limit", "LimitExcept") ? "LIMIT" : "AUTHCONFIG"));
        if (isRefused)
        {
            _findings.ChangedMeaning(section, $"denied: {allowed.Place} does not allow what stands in it, and Apache answers 500 there.");
            section = section with { Children = [new ApacheDirective("Require", "all denied", section.Place)] };
        }

        if (VirtualHost.Deep(_read(file), "AuthType").Any(one => VirtualHost.IsOurs(one.FirstWord)))
            _findings.ChangedMeaning(section, $"is taken into Paths. Its lines for the module must go when {file} lies behind Gateway: Apache without the module answers 500 to them.");
        _found.Add(new FolderSection(folder, section) { IsHtaccess = true });
    }

    // Apache asks the rules of the path by which it came; here those of the place it leads to must be met too.
    private void Follow(string link)
    {
        if (FileTree.Real(link) is not { } real) return;

        foreach (var section in _folders.Concat(_found.Where(one => !one.IsLink)).ToList())
        {
            if (!SectionReader.IsOfAccess(section.Directive)) continue;
            var there = FileTree.Real(section.Path) ?? section.Path;
            var path = Mount.IsBelow(real, there) ? link : Mount.IsBelow(there, real) ? link + there[real.Length..] : null;
            if (path is null || Mount.IsBelow(path, section.Path)) continue;

            _found.Add(new FolderSection(path, section.Directive) { IsLink = true, IsHtaccess = true });
            _findings.ChangedMeaning(section.Directive, $"holds for {path} too, a link that leads there; Apache lets in by it.");
        }
    }

    // None is what Apache 2.4 starts with.
    private ApacheDirective? Override(string folder) => _folders.Where(section => Mount.IsBelow(folder, section.Path)).Select(Allowing).LastOrDefault(one => one is not null);

    private static ApacheDirective? Allowing(FolderSection section) =>
        Sections.Flat(section.Directive.Children!).LastOrDefault(one => one.IsAnyOf("AllowOverride", "AllowOverrideList"));   // a section

    private static bool IsNone(ApacheDirective directive) => directive.Arguments.Equals("none", StringComparison.OrdinalIgnoreCase);
}
