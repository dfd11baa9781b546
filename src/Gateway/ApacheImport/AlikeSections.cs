using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>
/// Sections whose folders, files or locations differ in letter case alone. Rules are asked for a path as some file systems read it too, so
/// that two of them with different rules bind each other; Apache on a disk that tells them apart knows nothing of that.
/// </summary>
internal sealed class AlikeSections(SectionReader reader, Findings findings)
{
    public void Say(Sections sections)
    {
        Say(sections.Folders.Where(folder => !folder.IsHtaccess).Select(folder => (folder.Path, folder.Directive)));
        Say(sections.Files.Select(file => ($"{file.Folder?.Path}/{file.Directive.Words[^1]}", file.Directive)));
        Say(sections.FolderMatches.Select(folder => (folder.Path, folder.Directive)));
        Say(sections.Locations.Select(location => (location.Words is [.., var path] ? path : "", location)));
    }

    // Against the last of another spelling: the one that counts.
    private void Say(IEnumerable<(string Path, ApacheDirective Section)> sections)
    {
        var seen = new Dictionary<string, (string Path, ApacheDirective Section)>(StringComparer.Ordinal);
        foreach (var (path, section) in sections)
        {
            var folded = FoldedPath.Text(path);
            if (seen.TryGetValue(folded, out var other) && other.Path != path && !IsSame(other.Section, section))
                findings.NeedsDecision(section, $"differs from {other.Section.Place} in letter case alone, and has another rule. Some file systems take both for one: whoever asks for either may have to meet both. Rename one, or give both one rule.");
            seen[folded] = (path, section);
        }
    }

    private bool IsSame(ApacheDirective one, ApacheDirective other) => Says(one).IsSameAs(Says(other));

    private Access Says(ApacheDirective section) => reader.Read(section) is { } access ? Access.None.With(access) : Access.None;
}
