namespace Gateway.ApacheImport;

/// <summary>
/// Reads Apache's configuration language into a tree: <c>Include</c>, <c>Define</c>, <c>&lt;Macro&gt;</c> and conditions are carried out
/// in the order of the text, as Apache does. Time and memory are bounded by <see cref="LineBudget"/> and by the depths below.
/// </summary>
internal sealed class ApacheParser(ApacheFiles files, Definitions definitions)
{
    private const int DeepestSection = 100;
    private const int DeepestInclude = 20;
    private const int DeepestUse = 20;

    // They have children in all that is read: a line of that name is none of Apache's directives.
    private static readonly HashSet<string> OfSections = new(StringComparer.OrdinalIgnoreCase)
    {
        "Directory", "DirectoryMatch", "Files", "FilesMatch", "Location", "LocationMatch", "VirtualHost", "Proxy", "ProxyMatch", "Limit", "LimitExcept",
        "RequireAll", "RequireAny", "RequireNone", "If", "ElseIf", "Else", "IfDefine", "IfModule", "IfVersion", "IfFile", "IfDirective", "IfSection", "Macro",
    };

    private readonly LineBudget _budget = new();
    private readonly Dictionary<string, ApacheMacro> _macros = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly List<string> _included = [];
    private readonly List<ApacheMacro> _used = [];

    private int _depth;

    /// <summary>Included files in which nothing was found: empty, or no files at all but pipes and devices, which are never opened.</summary>
    public List<(ApachePlace Place, string File)> Empty { get; } = [];

    /// <summary>What may be there on Apache's machine, in folders that are not here to be looked into.</summary>
    public List<ApacheDirective> Unseen { get; } = [];

    public IReadOnlyList<ApacheDirective> Read(string file)
    {
        if (!File.Exists(file)) throw new ApacheFaultException(new ApachePlace(file, 0, ""), "there is no such file.");
        return ReadFile(file, new ApachePlace(file, 0, ""));
    }

    // A pipe or a device has no length, and reading it might never end.
    private List<ApacheDirective> ReadFile(string file, ApachePlace includedAt)
    {
        var real = FastCgi.FileTree.Real(file) ?? file;
        if (_included.Contains(real)) throw new ApacheFaultException(includedAt, $"includes itself: {string.Join(" -> ", _included.Append(real).Select(Path.GetFileName))}.");
        if (_included.Count == DeepestInclude) throw new ApacheFaultException(includedAt, $"includes are nested more than {DeepestInclude} deep.");
        if (new FileInfo(real).Length == 0)
        {
            Empty.Add((includedAt, file));
            return [];
        }

        _included.Add(real);
        using var lines = new ApacheLines(file, _budget).Read().GetEnumerator();
        var read = ReadBlock(lines, null, includedAt);
        _included.RemoveAt(_included.Count - 1);
        return read;
    }

    private List<ApacheDirective> ReadBlock(IEnumerator<ApachePlace> lines, ApacheDirective? open, ApachePlace place)
    {
        if (++_depth > DeepestSection) throw new ApacheFaultException(place, $"sections are nested more than {DeepestSection} deep.");

        var read = new List<ApacheDirective>();
        while (lines.MoveNext())
        {
            var directive = Split(definitions.Expand(lines.Current));
            if (directive.Name.StartsWith('/'))
            {
                if (open is null || !open.Is(directive.Name[1..])) throw Mismatch(directive, open);
                _depth--;
                return read;
            }

            if (directive.Place.Text[0] == '<') ReadSection(directive, lines, read);
            else ReadLine(directive, read);
        }

        if (open is not null) throw open.Fault($"is opened here and never closed. Write </{open.Name}> behind what it holds.");
        _depth--;
        return read;
    }

    private void ReadSection(ApacheDirective opened, IEnumerator<ApachePlace> lines, List<ApacheDirective> read)
    {
        var section = opened with { Children = [] };
        if (section.Is("Macro"))
        {
            var macro = ApacheMacro.Of(section, Skip(section, lines));
            _macros[macro.Name] = macro;
            return;
        }

        var isMet = ApacheCondition.IsCondition(section) ? ApacheCondition.Judge(section, definitions, _modules) : true;
        if (isMet == false) Skip(section, lines);
        else read.Add(section with { Children = ReadBlock(lines, section, section.Place), IsUncertain = isMet is null });
    }

    private void ReadLine(ApacheDirective directive, List<ApacheDirective> read)
    {
        switch (directive.Name.ToUpperInvariant())
        {
            case "DEFINE":
                if (directive.Words.Count is 0 or > 2) throw directive.Fault("takes a name and a value.");
                definitions.Set(directive.Words[0], directive.Words.ElementAtOrDefault(1) ?? "");
                break;
            case "UNDEFINE":
                definitions.Remove(directive.Arguments);
                break;
            case "INCLUDE" or "INCLUDEOPTIONAL":
                read.AddRange(Include(directive));
                break;
            case "USE":
                read.AddRange(Use(directive));
                break;
            case "LOADMODULE":
                _modules.Add(ApacheCondition.ModuleName(directive.FirstWord));
                break;
            default:
                if (OfSections.Contains(directive.Name)) throw directive.Fault($"is a section. Write <{directive.Name}> around what it holds, and </{directive.Name}> behind it.");
                if (directive.Is("ServerRoot") && directive.Words is [var folder]) files.Start = folder;
                read.Add(directive);
                break;
        }
    }

    private List<ApacheDirective> Include(ApacheDirective directive)
    {
        if (directive.Words is not [var pattern]) throw directive.Fault("takes one path.");
        if (Definitions.Open(pattern) is { } name) throw directive.Fault($"holds ${{{name}}}, which is not defined here. Say --define {name}=VALUE.");

        var found = files.Find(pattern, directive.Is("IncludeOptional"), directive.Place);
        if (found.Count == 0 && !files.CanLook(pattern)) Unseen.Add(directive);
        return [.. found.SelectMany(file => ReadFile(file, directive.Place))];
    }

    private List<ApacheDirective> Use(ApacheDirective use)
    {
        if (!_macros.TryGetValue(use.FirstWord, out var macro)) throw use.Fault($"names a macro that is not defined above: {use.FirstWord}.");
        if (_used.Count == DeepestUse) throw use.Fault($"nests macros more than {DeepestUse} deep: {string.Join(" -> ", _used.Select(one => one.Name).Distinct())}.");

        _used.Add(macro);
        using var lines = Counted(macro, use).GetEnumerator();
        var read = ReadBlock(lines, null, use.Place);
        _used.RemoveAt(_used.Count - 1);
        return read;
    }

    private IEnumerable<ApachePlace> Counted(ApacheMacro macro, ApacheDirective use)
    {
        foreach (var line in macro.Lines(use))
        {
            _budget.Take(line, macro.Name);
            yield return line;
        }
    }

    // Not read, only passed over: a section of the same name inside has an end of its own.
    private static List<ApachePlace> Skip(ApacheDirective open, IEnumerator<ApachePlace> lines)
    {
        var (inner, skipped) = (0, new List<ApachePlace>());
        while (lines.MoveNext())
        {
            var text = lines.Current.Text;
            if (text[0] == '<')
            {
                var directive = Split(lines.Current);
                if (directive.Is("/" + open.Name) && inner-- == 0) return skipped;
                if (directive.Is(open.Name)) inner++;
            }

            skipped.Add(lines.Current);
        }

        throw open.Fault($"is opened here and never closed. Write </{open.Name}> behind what it holds.");
    }

    private static ApacheDirective Split(ApachePlace place)
    {
        var text = place.Text;
        var isSection = text[0] == '<';
        if (isSection && text[^1] != '>') throw new ApacheFaultException(place with { Column = text.Length + 1 }, "a section begins with < and has no > at its end.");

        var line = isSection ? text[1..^1].Trim() : text;
        var blank = line.AsSpan().IndexOfAny(' ', '\t');
        var name = blank < 0 ? line : line[..blank];
        if (name.Length == 0) throw new ApacheFaultException(place, "a section without a name.");
        return new ApacheDirective(name, blank < 0 ? "" : line[(blank + 1)..].Trim(), place);
    }

    private static ApacheFaultException Mismatch(ApacheDirective closing, ApacheDirective? open) => new(
        closing.Place,
        open is null ? $"closes a section that is not open here: {closing.Place.Text}." : $"closes {closing.Name[1..]}, but {open} of line {open.Place.Line} is open.");
}
