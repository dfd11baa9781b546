namespace Gateway.Sites;

/// <summary>A text, or what is wrong with its source; what is unwise about it if it is a secret.</summary>
internal readonly record struct SourcedText(string? Text, string Fault = "", string? SecretWarning = null);

/// <summary>Where a text comes from: as it stands, from the environment (<c>env:NAME</c>) or from a file (<c>file:PATH</c>).</summary>
internal sealed class TextSource(string folder, Func<string, string?> environment)
{
    private readonly List<FileLook> _files = [];

    private const string FromEnvironment = "env:";
    private const string FromFile = "file:";

    /// <summary>The files that were asked for, also those that could not be read, as they looked just before.</summary>
    public IReadOnlyList<FileLook> Files => _files;

    public static bool IsReference(string written) => written.StartsWith(FromEnvironment, StringComparison.Ordinal) || IsFile(written);

    public static bool IsFile(string written) => written.StartsWith(FromFile, StringComparison.Ordinal);

    /// <summary>The text itself; with <c>file:</c> the content without its last newline.</summary>
    public SourcedText Read(string written)
    {
        if (IsFile(written))
        {
            return ReadFile(written[FromFile.Length..]);
        }

        return IsReference(written) ? ReadVariable(written[FromEnvironment.Length..]) : new(written);
    }

    public SourcedText ReadFile(string path)
    {
        if (!path.Contains('\0', StringComparison.Ordinal))
        {
            _files.Add(FileLook.Of(FullPath(path)));
        }

        return ConfiguredFile.Read(folder, path);
    }

    public string FullPath(string path) => Path.GetFullPath(path, folder);

    private SourcedText ReadVariable(string name)
    {
        var text = name.Length == 0 ? null : environment(name);
        if (string.IsNullOrEmpty(text))
        {
            var state = text is null ? "not set" : "empty";
            return new(null, $"names an environment variable that is {state}. Set it where the gateway is started.");
        }

        return IsReference(text)
            ? new(null, "names an environment variable that holds a reference itself. Write that reference into this file.")
            : new(text);
    }
}
