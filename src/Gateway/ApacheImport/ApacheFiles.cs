using System.IO.Enumeration;
using Gateway.FastCgi;

namespace Gateway.ApacheImport;

/// <summary>
/// Which files an <c>Include</c> means, in Apache's order. Only regular files below the folders that the operator named are read, links
/// resolved; what lies elsewhere is said and never skipped, because it may hold rules.
/// </summary>
internal sealed class ApacheFiles(IReadOnlyList<string> roots, string start)
{
    private const int MostEntries = 10_000;

    private readonly List<string> _roots = [.. roots.Select(root => FileTree.Real(root) ?? Path.GetFullPath(root))];

    private int _entries;

    /// <summary>Where relative paths begin: <c>ServerRoot</c>, once that is known.</summary>
    public string Start { get; set; } = start;

    public IReadOnlyList<string> Find(string pattern, bool isOptional, ApachePlace place)
    {
        var full = Path.GetFullPath(pattern, Path.GetFullPath(Start));
        var isGlob = full.AsSpan().ContainsAny('*', '?', '[');
        var found = isGlob ? Glob(full, place) : One(full, isOptional, place);
        if (found.Count == 0 && !isOptional) throw new ApacheFaultException(place, $"there is no file {full}.");

        return found;
    }

    /// <summary>Whether the folder of an <c>Include</c> can be looked into, so that what is not found there is not there.</summary>
    public bool CanLook(string pattern)
    {
        var parts = Path.GetFullPath(pattern, Path.GetFullPath(Start)).Split('/');
        var folder = string.Join('/', parts[..^1].TakeWhile(part => !part.AsSpan().ContainsAny('*', '?', '[')));
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "/" : folder).Any();
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private List<string> One(string full, bool isOptional, ApachePlace place)
    {
        if (Directory.Exists(full)) throw new ApacheFaultException(place, $"{full} is a folder. Write {full.TrimEnd('/')}/*.conf.");
        if (!File.Exists(full)) return isOptional || IsAllowed(full) ? [] : throw Outside(full, place);
        return IsAllowed(full) ? [full] : throw Outside(full, place);
    }

    // From the last folder without a wildcard on, name by name; in each folder by the order of bytes, as Apache sorts.
    private List<string> Glob(string full, ApachePlace place)
    {
        var parts = full.Split('/');
        var fixedParts = parts.TakeWhile(part => !part.AsSpan().ContainsAny('*', '?', '[')).Count();
        var places = new List<string> { fixedParts == 1 ? "/" : string.Join('/', parts[..fixedParts]) };
        if (!IsAllowed(places[0])) throw Outside(places[0], place);

        foreach (var part in parts[fixedParts..])
            places = [.. places.Where(Directory.Exists).SelectMany(folder => Matching(folder, part, place))];
        var files = places.Where(File.Exists).ToList();
        return files.Find(file => !IsAllowed(file)) is { } outside ? throw Outside(outside, place) : files;
    }

    private IEnumerable<string> Matching(string folder, string part, ApachePlace place)
    {
        var names = new List<string>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (++_entries > MostEntries) throw new ApacheFaultException(place, $"looks at more than {MostEntries} files. Name the folder that is meant.");
            var name = Path.GetFileName(entry);
            if ((name[0] != '.' || part[0] == '.') && IsMatch(part, name, place)) names.Add(entry);
        }

        return names.Order(StringComparer.Ordinal);
    }

    private static bool IsMatch(string part, string name, ApachePlace place) =>
        part.Contains('[', StringComparison.Ordinal)
            ? throw new ApacheFaultException(place, "sets of letters such as [a-z] are not read here. Write * or ?.")
            : FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false);

    private bool IsAllowed(string path) => _roots.Exists(root => IsBelow(FileTree.Real(path) ?? Path.GetFullPath(path), root));

    private static bool IsBelow(string path, string root) => root == "/" || path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private ApacheFaultException Outside(string path, ApachePlace place)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path) ?? "/";
        return new(place, $"{path} lies outside of {string.Join(", ", roots)} and was not read; rules may stand there. Say --include-root {folder} if it is meant.");
    }
}
