using System.Text.RegularExpressions;

namespace Gateway.Tests.Conventions;

/// <summary>A source file of the product: where it stands, and its text without comments and string contents.</summary>
internal sealed record Source(string Path, string Room, string Code)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}

/// <summary>The product's sources, found from where the tests run.</summary>
internal static partial class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>All of `src/Gateway`; the room is the folder, empty for the root.</summary>
    public static IReadOnlyList<Source> Product { get; } = Read(System.IO.Path.Combine(Root, "src", "Gateway"));

    public static Source Parse(string path, string room, string text) => new(path, room, Noise().Replace(text, ""));

    private static List<Source> Read(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: file, Parts: System.IO.Path.GetRelativePath(folder, file).Split(System.IO.Path.DirectorySeparatorChar)))
            .Where(found => found.Parts[0] is not ("bin" or "obj"))
            .Select(found => Parse(string.Join('/', found.Parts), found.Parts.Length > 1 ? found.Parts[0] : "", File.ReadAllText(found.File))),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the checkout: Gateway.sln was not found above them.");
    }

    // Raw strings, strings, line comments, block comments.
    [GeneratedRegex("""(?s)"{3}.*?"{3}|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/""")]
    private static partial Regex Noise();
}
