namespace Gateway.ApacheImport;

/// <summary>One line of <c>Paths</c>: its key, the JSON of its rule, and the sections that made it.</summary>
internal sealed record ImportedPath(string Pattern, string Json, IReadOnlyList<ApachePlace> Places);

/// <summary>
/// Makes <c>Paths</c> of Apache's sections: folders by depth, files, locations by their place in the text, conditions last; then what leads
/// from one URL to another's file.
/// </summary>
internal sealed class SiteRules(Findings findings, StepBudget budget)
{
    // Where no directive made it.
    private static readonly ApacheDirective Whole = new("DocumentRoot", "", new ApachePlace("", 0, ""));

    private readonly SectionReader _reader = new(findings);
    private readonly Cells _cells = new(findings, budget);

    /// <param name="directives">Those of the server, then those of the host; conditions that are met looked through.</param>
    /// <param name="root">The document root.</param>
    public IReadOnlyList<ImportedPath> Read(IReadOnlyList<ApacheDirective> directives, string root, Func<IReadOnlyList<Mount>, Htaccess> look)
    {
        var mounts = Mount.Of(directives, root, findings);
        var onDisk = look(mounts);
        var htaccess = onDisk.Found;
        var all = directives.Concat(htaccess.Select(one => one.Directive)).ToList();
        _reader.ClaimsAreMade = VirtualHost.Deep(all, "OIDCFilterClaimsExpr").Concat(VirtualHost.Deep(all, "OIDCUserInfoClaimsExpr")).Any();
        var sections = Sections.Of(directives, htaccess);
        var outside = _reader.ReadOutside(directives) is { } access ? Access.None.With(access) : Access.None;
        foreach (var mount in mounts) _cells.Add(Chain(mount, sections, outside).All, mount.Directive ?? Whole);
        _cells.NextStep();
        foreach (var files in sections.Files) Apply(files.Directive, ShapesOf(files, mounts));
        _cells.Finish();
        foreach (var files in sections.Files) ApplyWithin(files.Directive, ShapesOf(files, mounts));
        _cells.NextStep();
        foreach (var location in sections.Locations) Apply(location, SectionShapes.OfLocation(location));
        _cells.Finish();
        foreach (var location in sections.Locations.Where(Mount.IsByExpression)) Refuse(location, SectionShapes.OfLocation(location).Select(one => one.Shape).ToList() is [var only] ? only : UrlShape.All);
        foreach (var (condition, around) in sections.Undecided) Refuse(condition, Around(condition, around, mounts));
        foreach (var (demand, around) in sections.Certified) Refuse(demand, Around(demand, around, mounts), "Apache asks a browser for its certificate there, and Gateway does not");
        foreach (var (directive, folder) in onDisk.Unseen) RefuseUnseen(directive, folder, mounts);
        new IndexFiles(_cells, findings).Apply(all);
        new Detours(_cells, mounts, findings).Apply(directives, sections.Folders);
        foreach (var (folder, other) in onDisk.Alike) SayAlike(folder, other, mounts);
        new AlikeSections(_reader, findings).Say(sections);
        return Paths();
    }

    private Cells Chain(Mount mount, Sections sections, Access outside)
    {
        var chain = new Cells(findings, budget);
        chain.Add([new Cell(new UrlShape(mount.Url), outside)], mount.Directive ?? Whole);
        foreach (var section in sections.Folders)
        {
            budget.Take(section.Directive, 1);
            if (SectionShapes.OfFolder(section, mount) is not { } covered || _reader.Read(section.Directive) is not { } access) continue;
            if (section.IsLink) chain.Apply(covered.Shape, section.Directive, outer => outer.And(outer.With(access), section.Directive.Place));
            else chain.Apply(covered.Shape, section.Directive, outer => outer.With(access));
        }

        foreach (var section in sections.FolderMatches)
        {
            if (_reader.Read(section.Directive) is not { } access) continue;
            foreach (var (shape, _) in SectionShapes.OfFolderMatch(section.Path, mount)) ApplyFolderMatch(chain, shape, section.Directive, access);
        }

        return chain;
    }

    // Its shape is wide: what stood there before must be met too.
    private void ApplyFolderMatch(Cells chain, UrlShape shape, ApacheDirective section, SectionAccess access)
    {
        if (access is { Limits: [], Host: null, UnAuth: null, PathScope: null, PathParameters: null } && access.Require is not { IsGranted: true })
        {
            var isStricter = false;
            chain.Apply(shape, section, outer =>
            {
                var merged = outer.With(access);
                var both = access.Require is null ? merged : outer.And(merged, section.Place);
                isStricter |= both.IsStricterThan(shape.IsFolder ? outer : merged);   // a whole part of the site, where it is not readable
                return both;
            });
            if (isStricter)
                findings.NeedsDecision(section, $"is met beside the rules around it, which Apache replaces: which URLs the expression means cannot be told for sure ({shape.Key}). Write in Paths who may come in.");
        }
        else if (chain.Apply(shape, section, outer => outer.Refused(section.Place)))
            findings.NeedsDecision(section, $"denied: which URLs the expression means cannot be told ({shape.Key}). Write in Paths who may come in.");
    }

    private static List<SectionShapes.Covered> ShapesOf(FileSection files, IReadOnlyList<Mount> mounts)
    {
        var around = files.Folder is not { } folder ? (IEnumerable<UrlShape>)[UrlShape.All]
            : Sections.IsExpression(folder.Directive) ? mounts.SelectMany(mount => SectionShapes.OfFolderMatch(folder.Path, mount)).Select(one => one.Shape)
            : mounts.Select(mount => SectionShapes.OfFolder(folder, mount)).OfType<SectionShapes.Covered>().Select(one => one.Shape);
        return [.. around.SelectMany(shape => SectionShapes.OfFiles(files.Directive, shape))];
    }

    private void Apply(ApacheDirective section, IEnumerable<SectionShapes.Covered> shapes)
    {
        if (_reader.Read(section) is not { } access) return;

        foreach (var (shape, isWide) in shapes.ToList())
        {
            if (isWide)
            {
                Refuse(section, shape);
                continue;
            }

            _cells.Apply(shape, section, outer => outer.With(access));

            // The folder without its slash is a name itself.
            if (shape.Name is { IsNothing: false } name && name.Finds(shape.Folder[(shape.Folder.LastIndexOf('/') + 1)..]))
                _cells.Apply(UrlShape.All with { Search = $"^{PatternText.Escape(shape.Folder)}$" }, section, outer => outer.With(access));
        }
    }

    // A script runs whatever follows its name; a folder of that name is no file, so nothing may open by it.
    private void ApplyWithin(ApacheDirective section, List<SectionShapes.Covered> shapes)
    {
        if (_reader.Read(section) is not { } access) return;

        foreach (var (shape, _) in shapes)
        {
            if (shape.Name is { IsNothing: false, IsStatic: false } name && !name.Equals(NameExpression.Any))
                _cells.Apply(shape with { Name = null, Within = name }, section, outer => outer.And(outer.With(access), section.Place));
        }
    }

    private void Refuse(ApacheDirective section, UrlShape shape, string why = "which requests it means can be told by Apache alone")
    {
        if (_cells.Apply(shape, section, outer => outer.Refused(section.Place)))
            findings.NeedsDecision(section, $"denied: {why} ({shape.Key}). Write in Paths who may come in.");
    }

    private void RefuseUnseen(ApacheDirective directive, string folder, IReadOnlyList<Mount> mounts)
    {
        foreach (var url in mounts.Select(mount => mount.UrlOf(folder)).OfType<string>())
        {
            if (_cells.Apply(new UrlShape(url), directive, outer => outer.Refused(directive.Place)))
                findings.NeedsDecision(directive, $"denied: .htaccess files in {folder} may hold rules, and the folder cannot be read here. Run the import where the site lies.");
        }
    }

    // The rules of both spellings hold for either, which Apache does not ask for where the file system tells them apart.
    private void SayAlike(string folder, string other, IReadOnlyList<Mount> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount.UrlOf(folder) is not { } one || mount.UrlOf(other) is not { } two || one == two) continue;
            var (here, there) = (_cells.At(one), _cells.At(two));
            if (!here.IsStricterThan(there) && !there.IsStricterThan(here)) continue;
            findings.Add(FindingKind.NeedsDecision, $"{two}/", $"differs from {one}/ in letter case alone, and has another rule: whoever asks for either must meet both. Rename one, or give both one rule.");
        }
    }

    private static UrlShape Around(ApacheDirective condition, ApacheDirective? around, IReadOnlyList<Mount> mounts)
    {
        var shapes = around is null ? []
            : around.IsAnyOf("Location", "LocationMatch") ? SectionShapes.OfLocation(around).Select(one => one.Shape)
            : around.IsAnyOf("Directory", Htaccess.Name) && !Sections.IsExpression(around)
                ? mounts.Select(mount => SectionShapes.OfFolder(new FolderSection(Mount.Clean(around.FirstWord), around), mount)).OfType<SectionShapes.Covered>().Select(one => one.Shape)
            : around.IsAnyOf("Files", "FilesMatch") ? SectionShapes.OfFiles(around, UrlShape.All).Select(one => one.Shape)
            : [];
        return shapes.ToList() is [var only] ? only : UrlShape.All;
    }

    // By every cell and not by the lines of Paths: a rule that goes on is no line of its own.
    private void SayWhatIsKept()
    {
        foreach (var (shape, access) in _cells.Seen)
        {
            var kept = access.Kept.ToList();
            if (kept.Count > 0)
                findings.Add(FindingKind.NeedsDecision, shape.Key, $"a section for other methods opens {string.Join(" and ", kept)} to everybody under Apache; here the rule around it goes on. Write in Paths what is meant.");
            if (access.StaysShut)
                findings.Add(FindingKind.NeedsDecision, shape.Key, "stays denied: several sections denied it, and a later one lets somebody in again, which Paths cannot say. Write in Paths who may come in.");
        }
    }

    private List<ImportedPath> Paths()
    {
        SayWhatIsKept();
        var unheard = new Findings();
        var needed = _cells.Needed(cell => Verdict.Json(cell.Access, "", unheard));
        var written = new List<(string Pattern, Access Access)>();
        for (var at = 0; at < needed.Count; at++)
        {
            // Prefixes count by length and before all others; one that must come after an expression is written as one.
            var (shape, access) = needed[at];
            if (access.Depth > Demand.Deepest)
                throw new ApacheFaultException(access.Places[^1], $"merged with the sections before it this makes containers more than {Demand.Deepest} deep, which no rule of Paths can be, so nothing is imported. Merge fewer of them by AuthMerging.");   // a demand has a section
            var isLate = shape.IsFolder && needed.Take(at).Any(earlier => !earlier.Shape.IsFolder && earlier.Shape.MayMeet(shape));
            var pattern = isLate ? "~" + shape.Expression : shape.Key;
            written.RemoveAll(earlier => earlier.Pattern == pattern);   // covered by this one
            written.Add((pattern, access));
        }

        var paths = written.Select(one => new ImportedPath(one.Pattern, Verdict.Json(one.Access, one.Pattern, findings), one.Access.Places)).ToList();
        return Distinct(paths);
    }

    // Two spellings that some file systems take for one, with different rules: nobody comes in by either.
    private List<ImportedPath> Distinct(List<ImportedPath> paths)
    {
        var clashes = paths.GroupBy(path => Rules.PathKey.TryParse(path.Pattern, out var key, out _) ? key!.FoldedIdentity : path.Pattern, StringComparer.Ordinal)   // parsed
            .Where(alike => alike.Select(path => path.Json).Distinct().Count() > 1)
            .SelectMany(alike => alike.Select(path => path.Pattern)).ToHashSet(StringComparer.Ordinal);
        foreach (var pattern in clashes)
            findings.Add(FindingKind.NeedsDecision, pattern, "denied: another spelling of it, which some file systems take for the same, has another rule. Write in Paths what is meant.");
        return [.. paths.Select(path => clashes.Contains(path.Pattern) ? path with { Json = Demand.Denied.Json } : path)];
    }
}
