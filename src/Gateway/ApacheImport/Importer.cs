using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>One import from the text to the files: read first, so that what is missing can be asked for, then made.</summary>
internal sealed class Importer
{
    private readonly IReadOnlyDictionary<string, string> _defined;
    private readonly ApacheFiles _files;
    private readonly List<Draft> _sites = [];
    private readonly Draft _file = new("gateway");
    private readonly StepBudget _budget = new();

    private Importer(ImportRequest request)
    {
        _defined = request.Defined;
        var folder = Path.GetDirectoryName(Path.GetFullPath(request.Files[0])) ?? "/";
        _files = new ApacheFiles(request.Roots.Count > 0 ? [folder, .. request.Roots] : [folder], request.Roots.Count > 0 ? request.Roots[0] : folder);
        var parser = new ApacheParser(_files, new Definitions(_defined));
        var tree = request.Files.SelectMany(parser.Read).ToList();
        foreach (var (place, empty) in parser.Empty) Findings.Ignored(new ApacheDirective("Include", "", place), $"{empty} is empty, or no file at all: nothing was read from it.");
        foreach (var directive in parser.Unseen) Findings.NeedsDecision(directive, "names a folder that is not here to be looked into, and rules may stand there. Run the import where it is, or take the line out if nothing is.");
        Hosts = Members(VirtualHost.Of(tree, _budget));
    }

    public Findings Findings { get; } = new();

    /// <summary>The virtual hosts in which members sign in.</summary>
    public IReadOnlyList<VirtualHost> Hosts { get; }

    public IReadOnlyList<Draft> Sites => _sites;

    public Draft File => _file;

    public bool NeedsOrigin => Hosts.Any(host => host.Origins(new Findings()).Count == 0);

    public bool NeedsDocumentRoot => Hosts.Any(host => host.Last("DocumentRoot") is null && VirtualHost.Deep(host.All, "Directory").Any());

    public bool NeedsUpstream => Hosts.Any(host => host.Section is null);

    /// <summary>Reads the text; an <see cref="ApacheFaultException"/> says where it is none.</summary>
    public static Importer Read(ImportRequest request) => new(request);

    /// <summary>Makes the settings and, where a web server goes on behind us, its virtual hosts.</summary>
    public void Import(ImportAnswers answers)
    {
        foreach (var host in Hosts)
        {
            var draft = new Draft(NameOf(host, answers));
            new SiteServer(host, answers, draft, _file, Findings).Read();
            new SiteSettings(host, draft, _file, Findings).Read();
            draft.Set("Paths", PathsJson(new SiteRules(Findings, _budget).Read(host.All, Mount.Clean(host.Last("DocumentRoot")?.FirstWord ?? answers.DocumentRoot ?? "/nowhere"), mounts => OnDisk(host, mounts))), "");
            _sites.Add(draft);
            ReportOthers(host, answers);
            if (UpstreamConf.IsFor(host))
                Findings.Add(FindingKind.ChangedMeaning, draft.Name, "PHP is told the user name, trial, the claims that rules name and those of every id token. Whatever else it reads: gateway upstream-config apache --claim NAME.");
        }
    }

    // What no part of the import has asked for.
    private void ReportOthers(VirtualHost host, ImportAnswers answers)
    {
        var told = Findings.All.Select(finding => finding.Place).OfType<ApachePlace>().ToHashSet();
        var stays = !UpstreamConf.IsFor(host) ? "is the business of the web server, which this import does not touch." : "stays with the web server behind Gateway (upstream.conf).";
        foreach (var directive in Lines(host.All).Where(one => !told.Contains(one.Place)))
        {
            if (directive.Name.StartsWith("SSL", StringComparison.OrdinalIgnoreCase)) Findings.Ignored(directive, "Gateway speaks TLS itself, by its own rules, or the server in front does.");
            else if (host.Section is not null && answers.Upstream is null && ProxiedFolders.Report(host, directive, Findings)) continue;
            else if (SectionReader.IsOfAccess(directive)) Findings.TakenOver(directive, "into Paths.");
            else Findings.Ignored(directive, stays);
        }
    }

    private static IEnumerable<ApacheDirective> Lines(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Children is { } children ? Lines(children) : [one]);

    /// <summary>The text of <c>gateway.json</c>.</summary>
    public string Text() => GatewayJson.Write(_file, _sites);

    /// <summary>The text of <c>upstream.conf</c>; null where no web server goes on behind us.</summary>
    /// <param name="included">By the name of the site: the file with the lines that tell PHP who is signed in.</param>
    public string? UpstreamText(Func<string, string> included) => UpstreamConf.Write(Hosts, host => included(_sites[Hosts.ToList().IndexOf(host)].Name));

    /// <summary>Takes out what the reader refuses and a site can do without; false where it is none of that.</summary>
    public bool LeaveOut(string? site, string setting, string remedy, IReadOnlyList<string> optional)
    {
        if (!optional.Any(one => setting.StartsWith(one, StringComparison.Ordinal)) || _sites.Find(draft => draft.Name == site) is not { } draft) return false;
        if (!draft.Remove(setting.Split('[')[0])) return false;

        Findings.Add(FindingKind.NeedsDecision, $"{site}: {setting}", $"is left out: {remedy}");
        return true;
    }

    private static string PathsJson(IReadOnlyList<ImportedPath> paths) => GatewayJson.Paths(paths);

    private Htaccess OnDisk(VirtualHost host, IReadOnlyList<Mount> mounts) =>
        Htaccess.Below(mounts, host.All, file => new ApacheParser(_files, new Definitions(_defined)).Read(file), Findings);

    private List<VirtualHost> Members(IReadOnlyList<VirtualHost> hosts)
    {
        var members = hosts.Where(host => host.HasMembers).ToList();
        var https = members.Where(host => host.IsHttps).SelectMany(host => host.Names).ToHashSet(StringComparer.OrdinalIgnoreCase);
        members.RemoveAll(host => !host.SpeaksTls && members.Exists(other => other != host && other.SpeaksTls && host.Names.Count > 0 && host.Names.All(name => other.Names.Contains(name, StringComparer.OrdinalIgnoreCase))));
        foreach (var host in hosts.Where(host => host.Section is not null && !members.Contains(host)))
        {
            var isFront = host.Names.Count > 0 && host.Names.All(https.Contains);
            Findings.Ignored(host.Section!, isFront ? "is the plain http side of a site; Gateway sends it to https itself." : "signs nobody in: it stays as it is.");   // filtered above
        }

        return members;
    }

    private string NameOf(VirtualHost host, ImportAnswers answers)
    {
        var origin = answers.Origin ?? (host.Origins(new Findings()) is [var first, ..] ? first : "");
        var name = Origin.TryParse(origin, out var parsed, out _) ? parsed!.Host.Trim('[', ']').Replace('.', '-').Replace(':', '-') : "site";   // parsed
        return _sites.Exists(site => site.Name == name) ? $"{name}-{_sites.Count + 1}" : name;
    }
}
