namespace Gateway.ApacheImport;

/// <summary>What holds where; of those that cover a path, the last counts.</summary>
internal sealed record Cell(UrlShape Shape, Access Access);

/// <summary>
/// A site cut into cells. A section is applied by appending, for every cell that it meets, the part in both with the merged access: in the
/// end the last cell that covers a path holds exactly what Apache merges for it, in Apache's order.
/// </summary>
internal sealed class Cells(Findings findings, StepBudget budget)
{
    private const int Most = 2000;

    private List<Cell> _cells = [];

    public IReadOnlyList<Cell> All => _cells;

    /// <summary>Without those that a later one hides.</summary>
    public IEnumerable<Cell> Seen => _cells.Where((cell, at) => !_cells.Skip(at + 1).Any(later => later.Shape.Covers(cell.Shape)));

    /// <summary>What holds for a folder as a whole.</summary>
    public Access At(string folder) => _cells.Last(cell => cell.Shape.Covers(new UrlShape(folder))).Access;   // the first one covers everything

    /// <summary>Those of one more part of the site, which this directive made.</summary>
    public void Add(IEnumerable<Cell> cells, ApacheDirective section)
    {
        _cells.AddRange(cells);
        Limit(section);
    }

    /// <summary>Merges what the sections of one step came to over the steps before, and begins the next one.</summary>
    public void NextStep() => _cells = [.. _cells.Select(cell => cell with { Access = cell.Access.NextStep() })];

    /// <summary>As above, after the last step.</summary>
    public void Finish() => _cells = [.. _cells.Select(cell => cell with { Access = cell.Access.Finished() })];

    /// <summary>Whether it changed anything.</summary>
    public bool Apply(UrlShape shape, ApacheDirective section, Func<Access, Access> change)
    {
        // What a later cell covers all of has no say there any more.
        budget.Take(section, _cells.Count);
        var from = Math.Max(0, _cells.FindLastIndex(cell => cell.Shape.Covers(shape)));
        var met = new List<(UrlShape Shape, Access After, bool IsSame)>();
        foreach (var (outer, before) in _cells.Skip(from).Where(cell => cell.Shape.MayMeet(shape)))
        {
            var after = change(before);
            met.Add((outer, after, after.IsSameAs(before)));
            budget.Take(section, StepBudget.Merge + (StepBudget.Line * after.Size));
        }

        if (met.TrueForAll(one => one.IsSame)) return false;

        var made = new List<Cell>();
        foreach (var (outer, after, isSame) in met)
        {
            budget.Take(section, made.Count);
            if (!outer.TryIntersect(shape, out var both))
            {
                if (made.Count == 0 ? isSame : IsHeldAlready(made, shape, after)) continue;
                made = Together(shape, section, [.. met.Select(one => one.After.Finished())]);
                break;
            }

            var changes = !isSame || made.Exists(cell => cell.Shape.MayMeet(both));
            if (!changes || IsHeldAlready(made, both, after)) continue;

            made.RemoveAll(one => both.Covers(one.Shape));
            made.Add(new Cell(both, after));
        }

        // The part that covers all of an earlier cell takes its place.
        budget.Take(section, (long)_cells.Count * made.Count);
        _cells = [.. _cells.Where(cell => !made.Exists(one => one.Shape.Covers(cell.Shape))), .. made];
        Limit(section);
        return made.Count > 0;
    }

    /// <summary>Counts what is looked at elsewhere, for this directive.</summary>
    public void Take(ApacheDirective section, long steps) => budget.Take(section, steps);

    /// <summary>Without those that change nothing.</summary>
    public IReadOnlyList<Cell> Needed(Func<Cell, string> held)
    {
        var kept = new List<(Cell Cell, string Held)>();
        foreach (var cell in _cells)
        {
            var holds = held(cell);
            var around = kept.FindLastIndex(one => one.Cell.Shape.MayMeet(cell.Shape) && !(one.Held == holds && one.Cell.Shape.Covers(cell.Shape)));
            if (kept.Skip(around + 1).Any(one => one.Cell.Shape.Covers(cell.Shape))) continue;
            kept.Add((cell, holds));
        }

        return [.. kept.Select(one => one.Cell)];
    }

    private void Limit(ApacheDirective section)
    {
        if (_cells.Count > Most)
            throw section.Fault($"makes more than {Most} combinations with the sections before it, so nothing is imported. Import one virtual host at a time, and write one section for what has one rule.");
    }

    private static bool IsHeldAlready(List<Cell> made, UrlShape shape, Access access)
    {
        for (var at = made.Count - 1; at >= 0; at--)
        {
            if (made[at].Shape.Covers(shape)) return made[at].Access.IsSameAs(access);
            if (made[at].Shape.MayMeet(shape)) return false;
        }

        return false;
    }

    // No expression of ours finds what two others both find, so whoever comes in must meet all that can hold there.
    private List<Cell> Together(UrlShape shape, ApacheDirective section, List<Access> accesses)
    {
        var strictest = accesses[0];
        foreach (var one in accesses.Skip(1))
        {
            budget.Take(section, StepBudget.Merge + (StepBudget.Line * (strictest.Size + one.Size)));
            strictest = strictest.And(one, section.Place);
        }

        if (accesses.Exists(one => !one.IsSameAs(strictest) && !(one.IsOpen && strictest.IsOpen) && !(one.IsShut && strictest.IsShut)))
            findings.NeedsDecision(section, $"meets several rules in a way that Paths cannot say: {shape.Key} now needs all of them. Write in Paths what is meant.");
        else if (strictest.IsClosed && !accesses.Exists(one => one.IsClosed))
            strictest = strictest.Silent();
        return [new Cell(shape, strictest.MadeBy(section.Place))];
    }
}
