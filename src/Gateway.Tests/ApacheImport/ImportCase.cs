using System.Text;
using Gateway.ApacheImport;
using Gateway.Sites;
using Gateway.Tests.Conventions;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// A case of the importer, a file of <c>Cases/</c>: Apache text, a line of dashes, and what it becomes: the settings that come from it, then a
/// line of the report for each directive. A text without a redirect URI stands behind the lines of <c>Cases/base.conf</c>.
/// </summary>
internal static class ImportCase
{
    private const string Dashes = "\n----------\n";

    public static string Folder { get; } = Path.Combine(Sources.Root, "src", "Gateway.Tests", "ApacheImport", "Cases");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.case", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file)[..^".case".Length]).Order(StringComparer.Ordinal);

    /// <summary>What is written in the file, and what the importer makes of it.</summary>
    public static (string Expected, string Made) Run(string name)
    {
        var parts = File.ReadAllText(Path.Combine(Folder, name + ".case")).Split(Dashes);
        var folder = Directory.CreateTempSubdirectory("gateway-case-").FullName;
        try
        {
            return (parts.Length > 1 ? parts[1] : "", Made(parts[0], folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Made(string text, string folder)
    {
        var file = Path.Combine(folder, "case");
        File.WriteAllText(file, text.Replace("FOLDER", folder, StringComparison.Ordinal) + "\n");
        var files = text.Contains("OIDCRedirectURI", StringComparison.OrdinalIgnoreCase) ? [file] : (IReadOnlyList<string>)[Path.Combine(Folder, "base.conf"), file];
        Importer importer;
        try
        {
            importer = Importer.Read(new ImportRequest(files, [folder], new Dictionary<string, string> { ["GIVEN"] = "given" }));
            importer.Import(new ImportAnswers(importer.NeedsOrigin ? "https://members.example.com" : null, "/var/www/site", importer.NeedsUpstream ? "http://127.0.0.1:8081" : null));
        }
        catch (ApacheFaultException fault)
        {
            return fault.Message.Replace(folder + "/", "", StringComparison.Ordinal) + "\n";
        }

        var faults = Faults(importer, folder);
        return (Settings(importer, file) + Report(importer, file) + faults).Replace(folder + "/", "", StringComparison.Ordinal).Replace(folder, "FOLDER", StringComparison.Ordinal).Replace(Folder + "/", "", StringComparison.Ordinal);
    }

    // By the reader that serve has.
    private static string Faults(Importer importer, string folder)
    {
        foreach (var (name, secret) in importer.Sites.Append(importer.File).SelectMany(site => site.Secrets)) File.WriteAllText(Path.Combine(folder, name), secret);
        File.WriteAllText(Path.Combine(folder, "gateway.json"), importer.Text());
        return string.Concat(ConfigurationReader.Read(Path.Combine(folder, "gateway.json"), _ => null).Faults.Select(fault => $"FAULT {fault}\n"));
    }

    private static string Settings(Importer importer, string file)
    {
        var text = new StringBuilder();
        foreach (var site in importer.Sites.Append(importer.File))
        {
            foreach (var setting in site.Settings.Where(setting => setting.Path == "Paths" ? setting.Json.Contains(file, StringComparison.Ordinal) : setting.Comment.StartsWith(file + ":", StringComparison.Ordinal)))
                text.Append(text.Length == 0 ? "" : ",\n").Append("  \"").Append(setting.Path).Append("\": ").Append(setting.Json.Replace("\n      ", "\n  ", StringComparison.Ordinal));
        }

        var secrets = importer.Sites.Append(importer.File).SelectMany(site => site.Secrets).Where(secret => text.ToString().Contains($"file:{secret.Key}", StringComparison.Ordinal) && secret.Value.Length < 40);
        return $"{{\n{text}\n}}\n{string.Concat(secrets.Select(secret => $"{secret.Key} holds: {secret.Value}\n"))}";
    }

    private static string Report(Importer importer, string file) => string.Concat(importer.Findings.All
        .Where(finding => finding.Place is null || finding.Place.File == file || finding.Place.File.EndsWith(".htaccess", StringComparison.Ordinal))
        .OrderBy(finding => finding.Place?.Line ?? 0).ThenBy(finding => finding.Kind)
        .Select(finding => $"{finding.Place?.Line ?? 0} {finding.Kind} {finding.Directive}: {finding.Text}\n"));
}
