namespace Gateway.ApacheImport;

/// <summary>
/// Which URLs a section covers: folders of the disk by way of the parts in which they are seen, names of files, locations as they are. Where
/// that cannot be told, the shape is wider than the section, and says so.
/// </summary>
internal static class SectionShapes
{
    /// <summary>A shape; exact, or wide where it covers more than Apache's section does.</summary>
    internal readonly record struct Covered(UrlShape Shape, bool IsWide = false);

    public static Covered? OfFolder(FolderSection section, Mount mount)
    {
        if (!PatternText.HasWildcards(section.Path)) return mount.UrlOf(section.Path) is { } url ? new Covered(new UrlShape(url)) : null;
        if (mount.Folder is null) return null;

        var (asked, there) = (section.Path.Split('/'), mount.Folder.Split('/'));
        for (var at = 0; at < Math.Min(asked.Length, there.Length); at++)
        {
            if (!PatternText.IsFound($"^{PatternText.OfWildcards(asked[at])}$", there[at])) return null;
        }

        if (asked.Length <= there.Length) return new Covered(new UrlShape(mount.Url));

        var rest = string.Join('/', asked.Skip(there.Length).Select(PatternText.OfWildcards));
        return new Covered(new UrlShape(mount.Url) { Search = $"^{PatternText.Escape(mount.Url)}/{rest}(/|$)" });
    }

    /// <summary>An expression over folders of the disk. Whether it sees the file's own name hangs on the version, so it is taken for both.</summary>
    public static IEnumerable<Covered> OfFolderMatch(string pattern, Mount mount)
    {
        if (mount.Folder is not { } folder) yield break;

        foreach (var one in PatternText.Alternatives(pattern))
        {
            var literal = PatternText.Literal(one);
            if (!PatternText.IsReadable(one, out _)) yield return new Covered(new UrlShape(mount.Url), IsWide: true);
            else if (PatternText.After(one, folder) is { } rest) yield return new Covered(new UrlShape(mount.Url) { Search = $"^{PatternText.Escape(mount.Url)}{rest}" }, IsWide: true);
            else if (one.StartsWith('^') && !literal.StartsWith(folder, StringComparison.Ordinal) && !folder.StartsWith(literal, StringComparison.Ordinal)) continue;
            else if (one.StartsWith('^') || PatternText.MayStraddle(one, folder) || PatternText.IsFound(one, folder)) yield return new Covered(new UrlShape(mount.Url), IsWide: true);
            else yield return new Covered(new UrlShape(mount.Url) { Search = mount.Url.Length == 0 ? one : $"^{PatternText.Escape(mount.Url)}.*{one}" }, IsWide: true);
        }
    }

    /// <summary>Files by their names in a folder with all below it.</summary>
    public static IEnumerable<Covered> OfFiles(ApacheDirective section, UrlShape around)
    {
        var isExpression = section.Is("FilesMatch") || section.FirstWord == "~";
        var pattern = isExpression ? section.Words[^1] : section.FirstWord;
        if (!around.IsFolder) return [new Covered(around, IsWide: true)];
        if (!isExpression) return [new Covered(around with { Name = new NameExpression(PatternText.HasWildcards(pattern) ? PatternText.OfWildcards(pattern) : PatternText.Escape(pattern)) })];

        return PatternText.Alternatives(pattern).Select(one => PatternText.IsReadable(one, out _) && PatternText.OfName(one) is { } name
            ? new Covered(around with { Name = new NameExpression(name) })
            : new Covered(around, IsWide: true));
    }

    /// <summary>A place of the URL space.</summary>
    public static IEnumerable<Covered> OfLocation(ApacheDirective section)
    {
        if (section.Is("LocationMatch") || section.FirstWord == "~") return PatternText.Alternatives(section.Words[^1]).Select(OfExpression);

        var path = section.FirstWord;
        if (path is "" or "/") return [new Covered(UrlShape.All)];
        if (!path.StartsWith('/')) return [new Covered(UrlShape.All, IsWide: true)];
        if (PatternText.HasWildcards(path)) return [new Covered(UrlShape.All with { Search = $"^{PatternText.OfWildcards(path)}$" })];
        return [new Covered(path.EndsWith('/') ? UrlShape.All with { Search = $"^{PatternText.Escape(path)}" } : new UrlShape(path))];
    }

    private static Covered OfExpression(string pattern)
    {
        if (PatternText.IsReadable(pattern, out _)) return new Covered(UrlShape.All with { Search = pattern });

        var literal = pattern.StartsWith('^') ? PatternText.Literal(pattern) : "";
        return new Covered(literal.Length == 0 ? UrlShape.All : UrlShape.All with { Search = $"^{PatternText.Escape(literal)}" }, IsWide: true);
    }
}
