using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// Puts new files in their place: judged first in a folder of their own, so that a faulty answer leaves nothing behind, then written for
/// this user alone.
/// </summary>
internal sealed class NewFiles(string file)
{
    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where all of them stand.</summary>
    public string Folder { get; } = Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    /// <summary>What was written, as the owner would name it.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>The first of the files that is there already; null when none is.</summary>
    public string? Existing() => NewConfiguration.Secrets.Select(Place).Prepend(file).FirstOrDefault(Path.Exists);

    /// <summary>Writes all, or nothing when the reader finds a fault.</summary>
    public IReadOnlyList<ConfigurationFault> Write(IReadOnlyList<(string? Name, string Content)> files)
    {
        var trial = Directory.CreateTempSubdirectory("gateway-new-").FullName;
        try
        {
            foreach (var (name, content) in files) Write(Path.Combine(trial, name ?? "gateway.json"), content);
            var read = ConfigurationReader.Read(Path.Combine(trial, "gateway.json"), Environment.GetEnvironmentVariable);
            if (read.Faults.Count > 0) return [.. read.Faults.Select(fault => fault with { File = file })];
        }
        finally
        {
            Directory.Delete(trial, recursive: true);
        }

        foreach (var (name, content) in files) Write(name is null ? file : Place(name), content);
        Names = [.. files.Select(one => one.Name is null ? file : Place(one.Name))];
        return [];
    }

    /// <summary>One file, for this user alone. One that is there would keep its mode when it is written over, so it goes first.</summary>
    public static void Write(string path, string content)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OursAlone;
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    private string Place(string name) => Folder == "." ? name : Path.Combine(Folder, name);
}
