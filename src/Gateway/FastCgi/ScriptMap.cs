namespace Gateway.FastCgi;

/// <summary>
/// Which file does a path mean? The one answer that the rule, the application and the static files share, so that the file that is served
/// is the file that was judged. The first script on the way takes the rest as path info; nothing else has anything behind it.
/// </summary>
internal sealed class ScriptMap(ScriptTree tree)
{
    private readonly FileTree _files = new(tree.LocalRoot, tree.Links);

    public ScriptTree Tree => tree;

    /// <summary>
    /// The path must be canonical. <paramref name="folded"/> is the path as a file system might read it that cares less about spelling:
    /// it hides more, and never shows more.
    /// </summary>
    public MappedFile Find(string path, string folded)
    {
        var (place, hasLinks) = (_files.Root, false);
        for (var start = 1; start < path.Length;)
        {
            var end = path.IndexOf('/', start) is var slash and >= 0 ? slash : path.Length;
            var name = path[start..end];
            if (HiddenNames.IsDotted(name, isFirst: start == 1)) return MappedFile.Nothing;

            switch (_files.Look(place, name, out place, ref hasLinks))
            {
                case FoundKind.File:
                    return OfFile(path[..end], path[end..], place, hasLinks, folded);
                case FoundKind.Nothing:
                    return Otherwise(path[end..]);
                case FoundKind.Folder when end == path.Length:
                    return new(MappedKind.Folder) { Name = path, LocalFile = place, NameBehindLinks = NameBehindLinks(place, hasLinks) };
            }

            start = end + 1;
        }

        return OfIndex(path, place, hasLinks, folded);
    }

    private MappedFile OfIndex(string path, string folder, bool hasLinks, string folded)
    {
        foreach (var index in tree.Index)
        {
            var linked = hasLinks;
            if (_files.Look(folder, index, out var place, ref linked) == FoundKind.File)
                return OfFile(path + index, "", place, linked, (folded.EndsWith('/') ? folded : folded + "/") + index);
        }

        return Otherwise("");
    }

    private MappedFile OfFile(string name, string rest, string place, bool hasLinks, string folded)
    {
        var behindLinks = NameBehindLinks(place, hasLinks);
        if (behindLinks is not null && IsDottedSomewhere(behindLinks)) return MappedFile.Nothing;
        if (IsScript(name))
        {
            var runs = !IsWithoutScripts(folded) && !IsWithoutScripts(behindLinks ?? name) && (behindLinks is null || IsScript(behindLinks));
            return new(runs ? MappedKind.Script : MappedKind.NoScript) { Name = name, PathInfo = rest, LocalFile = place, NameBehindLinks = behindLinks };
        }

        if (rest.Length > 0) return Otherwise(rest);
        if (IsSource(folded) || IsSource(name) || IsSource(place)) return MappedFile.Nothing;
        return new(MappedKind.File) { Name = name, LocalFile = place, NameBehindLinks = behindLinks };
    }

    // No file: the front controller's, unless what is missing is a kind of file that nobody is told about.
    private MappedFile Otherwise(string rest)
    {
        if (tree.FrontController is not { } front || IsDottedSomewhere(rest)) return MappedFile.Nothing;

        var (place, hasLinks) = (_files.Root, false);
        foreach (var name in front.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (_files.Look(place, name, out place, ref hasLinks) == FoundKind.Nothing) return MappedFile.Nothing;
        return new(MappedKind.Script) { Name = front, LocalFile = place, NameBehindLinks = NameBehindLinks(place, hasLinks) };
    }

    private bool IsScript(string name)
    {
        foreach (var ending in tree.Scripts)
            if (name.EndsWith(ending, StringComparison.Ordinal) && name[^(ending.Length + 1)] != '/') return true;
        return false;
    }

    private bool IsWithoutScripts(string path)
    {
        foreach (var folder in tree.NoScripts)
            if (path.StartsWith(folder, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private string? NameBehindLinks(string place, bool hasLinks) => hasLinks ? _files.NameOf(place) : null;

    private static bool IsSource(string path) => HiddenNames.IsSource(path[(path.LastIndexOf('/') + 1)..].ToLowerInvariant());

    private static bool IsDottedSomewhere(string path)
    {
        var at = 0;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (HiddenNames.IsDotted(segment, isFirst: at++ == 0)) return true;
        return false;
    }
}
