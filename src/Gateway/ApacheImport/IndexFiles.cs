using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.ApacheImport;

/// <summary>
/// A folder's URL answers with the file that <c>DirectoryIndex</c> names, and Apache asks the rules of both: whoever opens a folder must be
/// allowed its index file too.
/// </summary>
internal sealed class IndexFiles(Cells cells, Findings findings)
{
    // Apache's own, and what Debian adds.
    private static readonly string[] Usual = ["index.html", "index.cgi", "index.pl", "index.php", "index.xhtml", "index.htm"];

    public void Apply(IEnumerable<ApacheDirective> directives)
    {
        var written = All(directives).ToList();
        var names = written.SelectMany(one => one.Words).Concat(Usual).Distinct(StringComparer.Ordinal).ToList();
        var all = cells.All.ToList();
        foreach (var (cell, at) in all.Select((cell, at) => (cell, at)).Where(one => !one.cell.Access.IsOpen))
        {
            var later = all.Skip(at + 1).ToList();
            foreach (var name in names)
            {
                if (!cell.Shape.IsFolder) cells.Take(About(cell), all.Count);
                // Apache answers with the first that is there.
                var isFirst = written.Count < 2 && name == names[0];
                foreach (var shape in FoldersOf(name, cell.Shape).Where(shape => !HoldsThere(cell.Shape, shape, later)).ToList())
                    Carry(cell, name, shape, isFirst && !later.Exists(other => MayOverrule(other, cell, name)));
            }
        }
    }

    private void Carry(Cell cell, string name, UrlShape folder, bool isCertain)
    {
        var isStricter = false;
        var changed = cells.Apply(folder, About(cell), outer =>
        {
            var both = outer.And(cell.Access, cell.Access.Places[^1]);
            isStricter |= isCertain ? both.IsClosed && !outer.IsShut && !cell.Access.IsShut : both.IsStricterThan(outer);
            return both;
        });
        if (changed && isStricter)
            findings.NeedsDecision(About(cell), $"may answer {folder.Key} with {name}: whoever opens the folder must meet the rule of that file too, and whether Apache asks for it cannot be told. Write in Paths who may come in.");
    }

    // Another rule for the same file, which is not carried over to the folder by itself.
    private bool MayOverrule(Cell other, Cell cell, string name) =>
        other.Shape.Within is null && !other.Access.IsSameAs(cell.Access) && other.Shape.MayMeet(cell.Shape) && (other.Access.IsOpen || FoldersOf(name, other.Shape).Count == 0);

    private static IEnumerable<ApacheDirective> All(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Is("DirectoryIndex") ? [one] : All(one.Children ?? []));

    /// <summary>The URLs of folders that a cell with rules for this file is reached by.</summary>
    private List<UrlShape> FoldersOf(string name, UrlShape shape)
    {
        if (shape.IsFolder)
            return shape.Folder.EndsWith("/" + name, StringComparison.Ordinal) ? [UrlShape.All with { Search = $"^{PatternText.Escape(shape.Folder[..^name.Length])}$" }] : [];
        if (shape.Name is { } expression)
            return shape.Within is null && expression.Finds(name) ? [shape with { Name = NameExpression.Nothing }] : [];

        if (shape.Search is not { } search || !SearchPattern.TryParse(search, RegexOptions.None, out var expressed, out _)) return [];

        var literal = PatternText.Literal(search);
        return cells.All.Select(cell => cell.Shape.Folder).Append(literal[..Math.Max(0, literal.LastIndexOf('/'))]).Distinct(StringComparer.Ordinal)
            .Where(folder => expressed!.IsMatch($"{folder}/{name}"))   // parsed
            .Select(folder => new UrlShape(folder) { Name = NameExpression.Nothing }).ToList();
    }

    // An expression that finds the folder's URL too, and nothing after it that could say otherwise.
    private static bool HoldsThere(UrlShape shape, UrlShape folder, List<Cell> later) =>
        shape.Search is { } search && PatternText.IsFound(search, folder.Folder + "/") && !later.Exists(cell => cell.Shape.MayMeet(folder));

    private static ApacheDirective About(Cell cell) => new("DirectoryIndex", "", cell.Access.Places[^1]);   // who is not open has a section
}
