using Gateway.Protection;

namespace Gateway.Sites;

/// <summary>One reading of one file: where things stand in it, and what was found so far.</summary>
internal sealed class Reading(FileLook look, string file, SettingLines lines, Func<string, string?> environment, GatewayConfiguration? before, DateTimeOffset now)
{
    private static readonly string[] Secrets = ["Passphrase", "ClientSecret", "UpstreamSecret", "Redis", "KeyPassword", "Password"];

    public string File { get; } = file;

    /// <summary>Counts reloads; it tells the clusters and schemes of one configuration from those of the next.</summary>
    public int Generation { get; } = (before?.Generation ?? 0) + 1;

    /// <summary>For what may have expired.</summary>
    public DateTimeOffset Now { get; } = now;

    public SettingLines Lines { get; } = lines;

    public TextSource Texts { get; } = new(FolderOf(file), environment);

    /// <summary>The file itself and those that it names, as they looked when they were read.</summary>
    public IReadOnlyList<FileLook> Files => [look, .. Texts.Files.DistinctBy(one => one.File)];

    public List<ConfigurationFault> Faults { get; } = [];

    public List<ConfigurationFault> Warnings { get; } = [];

    /// <summary>What may well be meant, and is worth a second look: said by <c>check</c> alone.</summary>
    public List<ConfigurationFault> Notes { get; } = [];

    /// <summary>Whether a secret stands in the file itself, so that who reads the file has the secret.</summary>
    public bool HoldsSecrets { get; set; }

    /// <summary>The keys that a site of this name had before a reload.</summary>
    public PassphraseKeys? KeysBefore(string site) => before?.Sites.All.FirstOrDefault(one => one.Name == site)?.Keys;

    public static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    /// <summary>Whether a value at this place may never be shown.</summary>
    public static bool IsSecret(string path) =>
        Secrets.Any(secret => path.Split('.').Any(part => part.Split('[')[0].Equals(secret, StringComparison.OrdinalIgnoreCase)));
}
