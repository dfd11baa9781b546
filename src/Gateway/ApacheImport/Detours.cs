namespace Gateway.ApacheImport;

/// <summary>
/// Ways by which a URL gets another URL's file: <c>RewriteRule</c>, <c>AliasMatch</c>, <c>Action</c>, <c>FallbackResource</c>, MultiViews.
/// Apache judges the file that is reached; here whoever asks for the URL must meet the rules of every file that it could lead to.
/// </summary>
internal sealed class Detours(Cells cells, IReadOnlyList<Mount> mounts, Findings findings)
{
    private const int MostRounds = 5;

    // What a target reaches is asked of an expression, which costs more than to compare folders.
    private const int Looks = 5;

    /// <summary>From where to where; with <see cref="Stays"/> the way stays in its folder and only the file's name changes.</summary>
    private sealed record Detour(ApacheDirective Directive, UrlShape Source, UrlShape Target, bool Stays = false);

    public void Apply(IReadOnlyList<ApacheDirective> directives, IReadOnlyList<FolderSection> folders)
    {
        var detours = Found(directives, "").Concat(folders.SelectMany(folder =>
            mounts.Select(mount => SectionShapes.OfFolder(folder, mount)).OfType<SectionShapes.Covered>().SelectMany(covered => Found(folder.Directive.Children!, covered.Shape.Folder)))).ToList();   // sections
        var seen = cells.Seen.ToList();
        foreach (var detour in detours.Where(detour => GoesPastRules(detour, seen)))
            findings.NeedsDecision(detour.Directive, $"leads from {detour.Source.Key} past its rules to {detour.Target.Key}, which asks for less under Apache: here the rules of the address that was asked for hold too. Write in Paths what is meant.");
        for (var round = 0; round < MostRounds; round++)
        {
            var changed = false;
            foreach (var detour in detours) changed |= Apply(detour);   // one may lead to the next
            if (!changed) return;
        }

        foreach (var detour in detours)
            if (cells.Apply(detour.Source, detour.Directive, outer => outer.Refused(detour.Directive.Place))) Say(detour, "nobody comes in by it");
    }

    private bool Apply(Detour detour)
    {
        cells.Take(detour.Directive, cells.All.Count * Looks);
        var last = cells.All.Select((cell, at) => cell.Shape.Covers(detour.Target) ? at : 0).Max();   // what it covers has no say there any more
        var targets = cells.All.Skip(last).Where(cell => !cell.Access.IsOpen && MayReach(detour.Target, cell.Shape) && !(detour.Stays && cell.Shape.IsFolder)).ToList();
        var changed = targets.Count > 0 && cells.Apply(
            detour.Source, detour.Directive, outer => targets.Aggregate(outer, (access, target) => access.And(target.Access, detour.Directive.Place)));
        if (changed) Say(detour, "whoever asks for it must meet the rules of every file that it could lead to");
        return changed;
    }

    private bool GoesPastRules(Detour detour, List<Cell> seen)
    {
        if (detour.Stays) return false;

        cells.Take(detour.Directive, seen.Count * Looks);
        var targets = seen.Where(cell => MayReach(detour.Target, cell.Shape)).ToList();
        cells.Take(detour.Directive, (long)seen.Count * targets.Count);
        return seen.Any(cell => cell.Shape.MayMeet(detour.Source) && targets.Exists(target => cell.Access.IsStricterThan(target.Access)));
    }

    // A target without variables is one path, which an expression finds or does not.
    private static bool MayReach(UrlShape target, UrlShape shape) =>
        shape.MayMeet(target) && (!target.IsFolder || target.Folder.Length == 0 || shape.IsFolder || PatternText.IsFound(shape.Expression, target.Folder));

    private void Say(Detour detour, string what) =>
        findings.NeedsDecision(detour.Directive, $"leads from {detour.Source.Key} to {detour.Target.Key}, where rules are: {what}. Write in Paths what is meant.");

    private IEnumerable<Detour> Found(IEnumerable<ApacheDirective> directives, string folder) =>
        All(directives).SelectMany(one => one.Name.ToUpperInvariant() switch
        {
            "REWRITERULE" => Rewritten(one, folder),
            "ALIASMATCH" or "SCRIPTALIASMATCH" when one.Words is [var pattern, var target] => PatternText.Alternatives(pattern).Select(part => new Detour(one, Search(part, ""), Target(target, ""))),
            "ACTION" when one.Words is [_, var script, ..] => [new Detour(one, new UrlShape(folder), Target(script, folder))],
            "FALLBACKRESOURCE" when !one.Arguments.Equals("disabled", StringComparison.OrdinalIgnoreCase) => [new Detour(one, new UrlShape(folder), Target(one.FirstWord, folder))],
            "OPTIONS" when one.Words.Any(word => word.TrimStart('+').Equals("MultiViews", StringComparison.OrdinalIgnoreCase)) =>
                Negotiated(one, folder),
            "USERDIR" or "VIRTUALDOCUMENTROOT" or "VIRTUALSCRIPTALIAS" when !one.Arguments.StartsWith("disabled", StringComparison.OrdinalIgnoreCase) =>
                [new Detour(one, UrlShape.All, UrlShape.All)],
            _ => [],
        });

    // "film" is answered by film.mp4 or film.php, whichever is there: the beginning of a name stands for all of it.
    private IEnumerable<Detour> Negotiated(ApacheDirective options, string folder)
    {
        var region = folder.Length == 0 ? UrlShape.All : UrlShape.All with { Search = $"^{PatternText.Escape(folder)}/" };
        foreach (var cell in cells.All.Where(cell => !cell.Access.IsOpen && !cell.Shape.IsFolder && cell.Shape.MayMeet(region)).ToList())
        {
            var name = (cell.Shape.Within ?? cell.Shape.Name ?? NameExpression.Nothing).Plain;
            var stems = name is { Length: > 0 } ? Enumerable.Range(1, name.Length - 1).Where(at => name[at] == '.').Select(at => new NameExpression(PatternText.Escape(name[..at]))).ToList() : [];
            if (stems.Count == 0 && name is null or { Length: 0 }) yield return new Detour(options, new UrlShape(folder), cell.Shape, Stays: true);
            foreach (var stem in stems)
                yield return new Detour(options, cell.Shape.Within is null ? new UrlShape(folder) { Name = stem } : new UrlShape(folder) { Within = stem }, cell.Shape, Stays: true);
        }
    }

    // Behind conditions too: that one may hold is enough. Sections for folders are looked through on their own.
    private static IEnumerable<ApacheDirective> All(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Children is null ? [one] : one.IsAnyOf("Directory", "VirtualHost") ? [] : All(one.Children));

    private IEnumerable<Detour> Rewritten(ApacheDirective rule, string folder)
    {
        var words = rule.Words;
        var flags = words.Count > 2 ? words[2].Trim('[', ']').Split(',').Select(flag => flag.Trim().ToUpperInvariant().Split('=')[0]).ToList() : [];
        var isElsewhere = words.Count < 2 || words[1] == "-" || words[1].Contains("://", StringComparison.Ordinal)
            || flags.Exists(flag => flag is "R" or "REDIRECT" or "F" or "FORBIDDEN" or "G" or "GONE" or "P" or "PROXY");
        if (isElsewhere) yield break;

        var isNegative = words[0].StartsWith('!');
        var prefix = flags.Exists(flag => flag is "NC" or "NOCASE") ? "(?i)" : "";
        var stays = !isNegative && StartsAsAsked(words[0].TrimStart('^'), words[1]);
        foreach (var pattern in isNegative ? [""] : PatternText.Alternatives(words[0]))
            yield return new Detour(rule, pattern is "" or "^" ? new UrlShape(folder) : Search(prefix + pattern, folder), Target(words[1], folder), stays);
    }

    // "^(.*)$ $1.php": the file lies in the folder that was asked for.
    private static bool StartsAsAsked(string pattern, string target) =>
        (target.StartsWith("$0", StringComparison.Ordinal) || target.StartsWith("/$0", StringComparison.Ordinal) || target.StartsWith("%{REQUEST_URI}", StringComparison.Ordinal))
        || ((target.StartsWith("$1", StringComparison.Ordinal) || target.StartsWith("/$1", StringComparison.Ordinal)) && pattern.TrimStart('/').StartsWith('('));

    private static UrlShape Search(string pattern, string folder)
    {
        if (!PatternText.IsReadable(pattern, out _) || (folder.Length > 0 && pattern.StartsWith("(?i)", StringComparison.Ordinal))) return new UrlShape(folder);
        if (folder.Length == 0) return new UrlShape("") { Search = pattern.StartsWith("(?i)^", StringComparison.Ordinal) || !pattern.StartsWith('^') || pattern.StartsWith("^/", StringComparison.Ordinal) ? pattern : $"^/?{pattern[1..]}" };

        var start = "^" + PatternText.Escape(folder) + "/";
        return new UrlShape(folder) { Search = pattern.StartsWith('^') ? start + pattern[1..] : $"{start}.*{pattern}" };
    }

    /// <summary>All that begins as the target does, up to what is filled in; a folder of the disk where it names one.</summary>
    private UrlShape Target(string written, string folder)
    {
        written = written.Split('?')[0];
        var end = written.AsSpan().IndexOfAny('$', '%');
        var fixedPart = end < 0 ? written : written[..end];
        var mount = mounts.LastOrDefault(one => one.Folder is { Length: > 0 } place && fixedPart.StartsWith(place + "/", StringComparison.Ordinal));
        var url = mount is not null ? mount.Url + fixedPart[mount.Folder!.Length..] : fixedPart.StartsWith('/') ? fixedPart : $"{folder}/{fixedPart}";   // found by its folder
        if (url.Contains("/.", StringComparison.Ordinal)) return UrlShape.All;   // out of the folder again
        return end < 0 ? new UrlShape(url.TrimEnd('/')) : UrlShape.All with { Search = "^" + PatternText.Escape(url) };
    }
}
