using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// A virtual host over a small tree of files, and the addresses that are asked of it. Made up by <see cref="RandomSite"/>, or kept as a file
/// of <c>Cases/hosts</c> because it was once imported wrongly. One text, two dialects: the module's, and one that Apache judges by passwords
/// alone (a member's kind is his name).
/// </summary>
internal sealed partial record TriedHost(string Name, string Root, string Text, IReadOnlyDictionary<string, string> Htaccess, IReadOnlyList<string> Paths)
{
    public static readonly string[] Kinds = ["full", "trial", "expired"];
    public static readonly string[] Folders = ["", "/pub", "/pub/sub", "/members", "/members/full", "/members/full/deep", "/members/sub"];
    public static readonly string[] Files = ["index.html", "a.html", "film.mp4", "data.zip", "secret.txt"];

    private const string RootWord = "ROOT";
    private const string Asked = "asked";

    /// <summary>Those that are kept as files.</summary>
    public static IEnumerable<string> Kept => Directory.EnumerateFiles(Path.Combine(ImportCase.Folder, "hosts"), "*.host").Order(StringComparer.Ordinal);

    /// <summary>As it is kept, to be saved beside the others.</summary>
    public string Case
    {
        get
        {
            var text = new StringBuilder(Text.Replace(Root, RootWord, StringComparison.Ordinal));
            foreach (var (folder, lines) in Htaccess) text.Append("----- ").Append(folder[Root.Length..]).Append("/.htaccess\n").Append(lines.Replace(Root, RootWord, StringComparison.Ordinal));
            return text.Append("----- ").Append(Asked).Append('\n').AppendJoin('\n', Paths).Append('\n').ToString();
        }
    }

    public static TriedHost Read(string file, string root)
    {
        var parts = Heading().Split(File.ReadAllText(file).Replace(RootWord, root, StringComparison.Ordinal));
        var named = parts.Skip(1).Chunk(2).ToDictionary(part => part[0], part => part[1]);
        return new TriedHost(
            $"{Path.GetFileNameWithoutExtension(file)}.example", root, parts[0],
            named.Where(part => part.Key != Asked).ToDictionary(part => root + part.Key[..^"/.htaccess".Length], part => part.Value),
            named[Asked].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>As Apache judges it by passwords.</summary>
    public static string ByPassword(string text, string passwords) => text
        .Replace("AuthType openid-connect", $"AuthType Basic\nAuthName x\nAuthBasicProvider file\nAuthUserFile {passwords}", StringComparison.Ordinal)
        .Replace("claim trial:0 status:1", "user full expired trial", StringComparison.Ordinal)
        .Replace("claim trial:0", "user full expired", StringComparison.Ordinal)
        .Replace("claim status:1", "user full trial", StringComparison.Ordinal);

    /// <summary>The files, each of which holds its own path, and those with rules.</summary>
    public void Make()
    {
        foreach (var folder in Folders)
        {
            Directory.CreateDirectory(Root + folder);
            foreach (var file in Files) File.WriteAllText($"{Root}{folder}/{file}", $"{folder}/{file}");
        }

        foreach (var (folder, text) in Htaccess) File.WriteAllText($"{folder}/.htaccess", text);
    }

    [GeneratedRegex("^----- (.+)\n", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
