namespace Gateway.Rules;

/// <summary>
/// Paths on which rule tables show what they do: each folder and file that one of them names, and a file for each file pattern in each of
/// the folders. Regular expressions tell no path by themselves.
/// </summary>
internal static class TableSamples
{
    public static IReadOnlyList<CanonicalPath> Of(params ReadOnlySpan<RuleTable> tables)
    {
        var patterns = new List<string>();
        foreach (var table in tables) patterns.AddRange(table.Rules.Select(rule => rule.Pattern).Where(pattern => pattern[0] != '~'));

        var prefixes = patterns.Where(pattern => !IsFilePattern(pattern)).Distinct().ToList();
        var files = patterns.Where(IsFilePattern).Distinct().SelectMany(pattern => FilesOf(pattern, prefixes));
        return [.. prefixes.Concat(files).Distinct().Select(decoded => PathSamples.Path(decoded, PathEncodings.Utf8)).OfType<CanonicalPath>()];
    }

    private static bool IsFilePattern(string pattern) => pattern.Contains('*', StringComparison.Ordinal);

    // The root, where a pattern without a folder is met too, is one of the prefixes.
    private static IEnumerable<string> FilesOf(string pattern, List<string> prefixes)
    {
        var name = pattern.LastIndexOf('/') + 1;
        var (folder, file) = (pattern[..name], pattern[name..].Replace("*", "x", StringComparison.Ordinal));
        return prefixes.Where(prefix => prefix.EndsWith('/') && prefix.StartsWith(folder, StringComparison.Ordinal)).Append(folder).Select(place => place + file);
    }
}
