namespace Gateway.ApacheImport;

/// <summary>
/// A folder's URL answers with the file that <c>DirectoryIndex</c> names, and Apache asks the rules of both: whoever opens a folder must be
/// allowed its index file too.
/// </summary>
internal sealed class IndexFiles(Cells cells)
{
    // Apache's own, and what Debian adds.
    private static readonly string[] Usual = ["index.html", "index.cgi", "index.pl", "index.php", "index.xhtml", "index.htm"];

    public void Apply(IEnumerable<ApacheDirective> directives)
    {
        var names = All(directives).SelectMany(one => one.Words).Concat(Usual).Distinct(StringComparer.Ordinal).ToList();
        var all = cells.All.ToList();
        foreach (var (cell, at) in all.Select((cell, at) => (cell, at)).Where(one => !one.cell.Access.IsOpen))
        {
            var later = all.Skip(at + 1).ToList();
            foreach (var shape in names.SelectMany(name => FoldersOf(name, cell.Shape)).Distinct().Where(shape => !HoldsThere(cell.Shape, shape, later)).ToList())
                cells.Apply(shape, About(cell), outer => outer.And(cell.Access, cell.Access.Places[^1]));
        }
    }

    private static IEnumerable<ApacheDirective> All(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Is("DirectoryIndex") ? [one] : All(one.Children ?? []));

    /// <summary>The URLs of folders that a cell with rules for this file is reached by.</summary>
    private List<UrlShape> FoldersOf(string name, UrlShape shape)
    {
        if (shape.IsFolder)
            return shape.Folder.EndsWith("/" + name, StringComparison.Ordinal) ? [UrlShape.All with { Search = $"^{PatternText.Escape(shape.Folder[..^name.Length])}$" }] : [];
        if (shape.Name is { } expression)
            return shape.Within is null && PatternText.IsFound($"^(?:{expression})$", name) ? [shape with { Name = "" }] : [];

        if (shape.Search is not { } search) return [];

        var literal = PatternText.Literal(search);
        return cells.All.Select(cell => cell.Shape.Folder).Append(literal[..Math.Max(0, literal.LastIndexOf('/'))]).Distinct(StringComparer.Ordinal)
            .Where(folder => PatternText.IsFound(search, $"{folder}/{name}"))
            .Select(folder => new UrlShape(folder) { Name = "" }).ToList();
    }

    // An expression that finds the folder's URL too, and nothing after it that could say otherwise.
    private static bool HoldsThere(UrlShape shape, UrlShape folder, List<Cell> later) =>
        shape.Search is { } search && PatternText.IsFound(search, folder.Folder + "/") && !later.Exists(cell => cell.Shape.MayMeet(folder));

    private static ApacheDirective About(Cell cell) => new("DirectoryIndex", "", cell.Access.Places[^1]);   // who is not open has a section
}
