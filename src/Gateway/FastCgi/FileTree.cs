namespace Gateway.FastCgi;

/// <summary>What stands at a place of the disk.</summary>
internal enum FoundKind
{
    Nothing,
    Folder,
    File,
}

/// <summary>
/// Looks at the disk name by name, and follows a link only to where one may lead: into the site's folder or one that the operator named.
/// </summary>
internal sealed class FileTree(string root, IReadOnlyList<string> links)
{
    private const int MostLinks = 40;

    private readonly string[] _allowed = [.. links.Prepend(root).Select(folder => Real(folder) ?? folder)];

    /// <summary>The folder itself, links resolved.</summary>
    public string Root => _allowed[0];

    /// <summary>The entry of this name in a folder that was found before; <paramref name="place"/> is where it really lies.</summary>
    public FoundKind Look(string folder, string name, out string place, ref bool hasLinks)
    {
        place = folder + "/" + name;
        try
        {
            var attributes = new FileInfo(place).Attributes;
            if ((int)attributes == -1) return FoundKind.Nothing;
            if (!attributes.HasFlag(FileAttributes.ReparsePoint)) return KindOf(attributes);

            hasLinks = true;
            if (Real(place) is not { } real || !IsAllowed(real)) return FoundKind.Nothing;
            place = real;
            return KindOf(new FileInfo(real).Attributes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return FoundKind.Nothing;
        }
    }

    /// <summary>The path below the site's own folder; null when it lies elsewhere.</summary>
    public string? NameOf(string place) =>
        place.StartsWith(Root + "/", StringComparison.Ordinal) ? place[Root.Length..] : null;

    /// <summary>The path with every link in it resolved; null when it leads nowhere.</summary>
    public static string? Real(string path)
    {
        var rest = new Stack<string>(Segments(Path.GetFullPath(path)).Reverse());
        var (at, followed) = ("", 0);
        while (rest.TryPop(out var name))
        {
            var next = at + "/" + name;
            var entry = new FileInfo(next);
            if ((int)entry.Attributes == -1) return null;
            if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint) || entry.LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++followed > MostLinks) return null;
            foreach (var segment in Segments(Path.GetFullPath(target, at + "/")).Reverse()) rest.Push(segment);
            at = "";
        }

        return at;
    }

    private bool IsAllowed(string place)
    {
        foreach (var folder in _allowed)
            if (place == folder || place.StartsWith(folder + "/", StringComparison.Ordinal)) return true;
        return false;
    }

    private static FoundKind KindOf(FileAttributes attributes) => attributes.HasFlag(FileAttributes.Directory) ? FoundKind.Folder : FoundKind.File;

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
