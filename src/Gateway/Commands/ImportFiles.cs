using Gateway.ApacheImport;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// Puts what an import made in its place: judged first by the reader that <c>serve</c> has, then written beside and renamed, so that nothing
/// stands there half.
/// </summary>
internal sealed class ImportFiles(string file)
{
    private const string Upstream = "upstream.conf";
    private const string Report = "import-report.txt";
    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What NATS says of every member, and what PHP may read though no rule names it.
    private const string TrialClaim = "trial";

    // What a site can do without: refused by the reader, it is left out and said.
    private static readonly string[] Optional = ["Pages.", "Certificate", "Logout.", "ReturnUrls", "Info", "Login.Parameters", "Login.DefaultPage", "Session.Cookie", "Timeouts.", "Identity.", "Provider.Endpoints.", "Provider.Proxy",
        "Provider.CertificateAuthorities", "Provider.ClientCertificate", "Provider.TokenParameters", "Provider.IdTokenAudiences", "Provider.VerificationKeys"];

    // What the reader made of it, once it found no fault.
    private GatewayConfiguration? _good;

    private string Folder { get; } = Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    /// <summary>What the reader refuses of it for good; what it can do without is taken out before.</summary>
    public IReadOnlyList<ConfigurationFault> Judge(Importer importer)
    {
        while (true)
        {
            var faults = Read(importer);
            var left = faults.Where(fault => !importer.LeaveOut(fault.Site, fault.Setting, fault.Remedy, Optional)).ToList();
            if (left.Count == faults.Count) return faults;
        }
    }

    /// <summary>Every file, the configuration last.</summary>
    public IReadOnlyList<ImportedFile> All(Importer importer, string report)
    {
        var files = new List<ImportedFile>();
        foreach (var (name, secret) in importer.Sites.Append(importer.File).SelectMany(site => site.Secrets)) files.Add(new ImportedFile(Place(name), secret));
        if (importer.UpstreamText(site => Path.GetFullPath(Place(Snippet(site)))) is { } upstream) files.Add(new ImportedFile(Place(Upstream), upstream));
        foreach (var site in _good?.Sites.All ?? [])
        {
            if (site.UpstreamSecret is not { } secret) continue;
            foreach (var snippet in ApacheSnippet.Of(site, secret, ToldClaims.Of(site, [TrialClaim]))) files.Add(new ImportedFile(Place(snippet.Name), snippet.Text));
        }

        files.Add(new ImportedFile(Place(Report), report));
        files.Add(new ImportedFile(file, importer.Text()));
        return files;
    }

    /// <summary>The first of the files that is there already; null when none is.</summary>
    public static string? Existing(IReadOnlyList<ImportedFile> files) => files.Select(one => one.Name).FirstOrDefault(Path.Exists);

    public IReadOnlyList<string> Write(IReadOnlyList<ImportedFile> files)
    {
        Directory.CreateDirectory(Folder);
        var beside = files.Select(one => (one.Name, Beside: $"{one.Name}.{Guid.NewGuid():N}.tmp", one.Content)).ToList();
        try
        {
            foreach (var (_, path, content) in beside) WriteNew(path, content);
            foreach (var (name, path, _) in beside) File.Move(path, name, overwrite: true);
        }
        finally
        {
            foreach (var (_, path, _) in beside) File.Delete(path);
        }

        return [.. files.Select(one => one.Name)];
    }

    private IReadOnlyList<ConfigurationFault> Read(Importer importer)
    {
        var trial = Directory.CreateTempSubdirectory("gateway-import-").FullName;
        try
        {
            foreach (var (name, secret) in importer.Sites.Append(importer.File).SelectMany(site => site.Secrets)) WriteNew(Path.Combine(trial, name), secret);
            WriteNew(Path.Combine(trial, "gateway.json"), importer.Text());
            var read = ConfigurationReader.Read(Path.Combine(trial, "gateway.json"), Environment.GetEnvironmentVariable);
            _good = read.Configuration;
            return [.. read.Faults.Select(fault => fault with { File = file })];
        }
        finally
        {
            Directory.Delete(trial, recursive: true);
        }
    }

    private static string Snippet(string site) => $"gateway-{site}.conf";

    private string Place(string name) => Folder == "." ? name : Path.Combine(Folder, name);

    private static void WriteNew(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OursAlone;
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }
}
