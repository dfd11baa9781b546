namespace Gateway.Sites;

/// <summary>One reading of one file: where things stand in it, and what was found so far.</summary>
internal sealed class Reading(string file, SettingLines lines, Func<string, string?> environment)
{
    private static readonly string[] Secrets = ["Passphrase", "ClientSecret", "UpstreamSecret", "Redis"];

    public string File { get; } = file;

    public SettingLines Lines { get; } = lines;

    public TextSource Texts { get; } = new(FolderOf(file), environment);

    public List<ConfigurationFault> Faults { get; } = [];

    public List<ConfigurationFault> Warnings { get; } = [];

    /// <summary>What may well be meant, and is worth a second look: said by <c>check</c> alone.</summary>
    public List<ConfigurationFault> Notes { get; } = [];

    /// <summary>Whether a secret stands in the file itself, so that who reads the file has the secret.</summary>
    public bool HoldsSecrets { get; set; }

    public static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    /// <summary>Whether a value at this place may never be shown.</summary>
    public static bool IsSecret(string path) =>
        Secrets.Any(secret => path.Split('.').Any(part => part.Split('[')[0].Equals(secret, StringComparison.OrdinalIgnoreCase)));
}
