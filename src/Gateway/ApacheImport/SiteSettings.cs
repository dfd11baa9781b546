namespace Gateway.ApacheImport;

/// <summary>Turns the module's directives of one host into settings, by <see cref="DirectiveMap"/>; where one is absent, into what the module does without it.</summary>
internal sealed class SiteSettings(VirtualHost host, Draft draft, Draft file, Findings findings)
{
    public void Read()
    {
        var found = All(host.All).Where(one => one.Name.StartsWith("OIDC", StringComparison.OrdinalIgnoreCase)).ToLookup(one => one.Name, StringComparer.OrdinalIgnoreCase);
        var special = new SpecialDirectives(host, draft, file, findings);
        foreach (var row in DirectiveMap.Rows)
        {
            var lines = found[row.Name].ToList();
            if (lines.Count == 0) TakeDefault(row, special);
            else if (Chosen(row, lines) is { } directive) Apply(row, directive, special);
        }

        foreach (var unknown in found.Where(lines => DirectiveMap.Find(lines.Key) is null).SelectMany(lines => lines))
            findings.NeedsDecision(unknown, "is no directive of the module that is known here.");
    }

    // Of several the last outside of sections counts, as in Apache; one site has one value here.
    private ApacheDirective? Chosen(DirectiveRow row, List<ApacheDirective> lines)
    {
        if (row.Take is Take.InPaths or Take.Always || row.Setting is null)
        {
            foreach (var line in lines) Report(row, line);
            return null;
        }

        var outside = host.All.LastOrDefault(one => one.Is(row.Name));
        var chosen = outside ?? lines[^1];
        foreach (var other in lines.Where(line => line != chosen && line.Arguments != chosen.Arguments && !host.All.Contains(line)))
            findings.NeedsDecision(other, $"differs from {chosen.Place}, and a site has one {row.Setting}: that of {chosen.Place} is taken.");
        foreach (var other in lines.Where(line => line != chosen && host.All.Contains(line)))
            findings.Ignored(other, $"{chosen.Place} says it again, and the last one counts.");
        return chosen;
    }

    private void Report(DirectiveRow row, ApacheDirective line)
    {
        if (row.Take == Take.InPaths && SectionReader.HangsOnRequest(line)) return;   // said where it is read
        else if (row.Take == Take.InPaths) findings.TakenOver(line, "into Paths.");
        else if (row.Reason is { } reason) findings.Ignored(line, $"{reason}.");
        else if (string.Equals(row.Default, line.Arguments, StringComparison.OrdinalIgnoreCase)) findings.Ignored(line, "says what holds anyway.");
        else findings.ChangedMeaning(line, $"{row.Remark}.");
    }

    private void TakeDefault(DirectiveRow row, SpecialDirectives special)
    {
        if (row.Setting is null || row.Take == Take.Always || row.Default is not { } usual) return;

        var directive = new ApacheDirective(row.Name, usual, new ApachePlace("", 0, "")) { IsUncertain = true };
        Apply(row, directive, special);
    }

    private void Apply(DirectiveRow row, ApacheDirective directive, SpecialDirectives special)
    {
        var isThere = directive.Place.Line > 0;
        var comment = isThere ? $"{directive.Place}" : $"the module's default: {row.Name} {row.Default}";
        if (Definitions.Open(directive.Arguments) is { } open) throw directive.Fault($"holds ${{{open}}}, which is not defined here. Say --define {open}=VALUE.");

        var written = row.Take switch
        {
            Take.Specially => special.Apply(row, directive, comment),
            Take.Flag => Flag(row, directive, comment),
            Take.Seconds => Seconds(row, directive, comment),
            Take.Secret => special.Secret(row.Setting!, directive, comment),   // chosen by its setting
            Take.List => List(row, directive, comment),
            Take.Words => Text(row, directive.Words.Select(Claims.ApacheWords.Quote), comment),
            _ => Text(row, [directive.FirstWord], comment),
        };
        if (written && isThere) findings.TakenOver(directive, $"as {row.Setting}.");
    }

    private bool Text(DirectiveRow row, IEnumerable<string> words, string comment)
    {
        draft.SetText(row.Setting!, string.Join(' ', words), comment);   // chosen by its setting
        return true;
    }

    private bool List(DirectiveRow row, ApacheDirective directive, string comment)
    {
        draft.Set(row.Setting!, Draft.List(directive.Words.Distinct()), comment);   // chosen by its setting
        return true;
    }

    private bool Flag(DirectiveRow row, ApacheDirective directive, string comment)
    {
        var word = directive.FirstWord.ToUpperInvariant();
        if (word is not ("ON" or "OFF" or "TRUE" or "FALSE" or "YES" or "NO" or "1" or "0")) throw directive.Fault("is neither On nor Off.");

        draft.Set(row.Setting!, word is "ON" or "TRUE" or "YES" or "1" ? "true" : "false", comment);   // chosen by its setting
        return true;
    }

    private bool Seconds(DirectiveRow row, ApacheDirective directive, string comment)
    {
        if (!uint.TryParse(directive.FirstWord, out var seconds)) throw directive.Fault("is no number of seconds.");

        draft.Set(row.Setting!, Draft.Quoted($"{seconds}s"), comment);   // chosen by its setting
        return true;
    }

    private static IEnumerable<ApacheDirective> All(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Children is { } children ? All(children) : [one]);
}
