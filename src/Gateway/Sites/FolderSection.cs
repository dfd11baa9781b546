using System.IO.Enumeration;
using Gateway.FastCgi;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The folder of a FastCGI site: where it lies, and what in it runs. One that holds <c>.htaccess</c> files is refused, because their rules would vanish.</summary>
internal static class FolderSection
{
    private const int MostNamed = 10;
    private const string Htaccess = ".htaccess";

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    public static ScriptTree? Read(FastCgiOptions options, Setting at)
    {
        var root = Folder(at["Root"].Required(options.Root, "Write the folder of the site as PHP sees it: /var/www/site."), at["Root"]);
        var local = options.LocalRoot is null ? root : Folder(at["LocalRoot"].Text(options.LocalRoot), at["LocalRoot"]);
        var rules = at["Htaccess"].Choice(options.Htaccess, ("Refused", false), ("Ignored", true));
        if (root is null || local is null)
        {
            return null;
        }

        if (!Directory.Exists(local))
        {
            at[options.LocalRoot is null ? "Root" : "LocalRoot"].Refuse(local, "is no folder here. Write LocalRoot where Gateway sees it at another place than PHP.");
            return null;
        }

        var tree = new ScriptTree
        {
            Root = root,
            LocalRoot = local,
            Index = options.Index is null ? ["index.php", "index.html"] : [.. at["Index"].Each(options.Index).Where(one => IsName(one.Text, one.At)).Select(one => one.Text)],
            Scripts = options.Scripts is null ? [".php"] : [.. at["Scripts"].Each(options.Scripts).Where(one => IsEnding(one.Text, one.At)).Select(one => one.Text)],
            NoScripts = [.. at["NoScripts"].Each(options.NoScripts).Where(one => IsFolderPath(one.Text, one.At)).Select(one => FoldedPath.Of(one.Text))],
            Links = [.. at["Links"].Each(options.Links).Select(one => Folder(one.Text, one.At)).OfType<string>()],
        };
        if (!rules)
        {
            RefuseRulesOfApache(tree, at["Htaccess"]);
        }

        return tree with { FrontController = FrontController(options.FrontController, tree, at["FrontController"]) };
    }

    private static string? Folder(string? text, Setting at)
    {
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith('/') && text.TrimEnd('/').Length > 0)
        {
            return text.TrimEnd('/');
        }

        at.Refuse(text, "is no folder of a site. Write it from the root of the disk: /var/www/site.");
        return null;
    }

    private static bool IsName(string text, Setting at)
    {
        var isName = text.Length > 0 && text[0] != '.' && !text.Contains('/', StringComparison.Ordinal);
        if (!isName)
        {
            at.Refuse(text, "is no name of a file. Write index.php.");
        }

        return isName;
    }

    private static bool IsEnding(string text, Setting at)
    {
        var isEnding = text.Length > 1 && text[0] == '.' && text.AsSpan(1).IndexOfAny('.', '/') < 0;
        if (!isEnding)
        {
            at.Refuse(text, "is no ending of a file. Write .php.");
        }

        return isEnding;
    }

    private static bool IsFolderPath(string text, Setting at)
    {
        var isFolder = text.StartsWith('/') && text.EndsWith('/') && CanonicalPath.OfFile(text, PathEncodings.Utf8)?.Decoded == text;
        if (!isFolder)
        {
            at.Refuse(text, "is no folder of the site. Write its path with a slash at both ends: /uploads/.");
        }

        return isFolder;
    }

    private static string? FrontController(string? written, ScriptTree tree, Setting at)
    {
        if (at.Text(written) is not { } path)
        {
            return null;
        }

        if (CanonicalPath.OfFile(path, PathEncodings.Utf8) is { } canonical && canonical.Decoded == path
            && new ScriptMap(tree).Find(path, canonical.Folded) is { Kind: MappedKind.Script, PathInfo: "" } found && found.Name == path)
        {
            return path;
        }

        at.Refuse(path, "is no script of the site. Write the path of one that is there: /index.php.");
        return null;
    }

    private static void RefuseRulesOfApache(ScriptTree tree, Setting at)
    {
        var found = RulesBelow(tree.LocalRoot).Select(file => file[tree.LocalRoot.Length..])
            .Concat(tree.Links.Where(Directory.Exists).SelectMany(RulesBelow)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            return;
        }

        var named = string.Join(", ", found.Take(MostNamed)) + (found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "");
        at.Refuse(null, $"the site holds files whose rules would vanish: {named}. Move what they say into Paths and write \"Ignored\" here, or keep Apache and write its address as Upstream.");
    }

    // A link may be such a file; a folder behind a link is looked into where it lies.
    private static IEnumerable<string> RulesBelow(string folder) =>
        new FileSystemEnumerable<string>(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), Everywhere)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.SequenceEqual(Htaccess),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
}
