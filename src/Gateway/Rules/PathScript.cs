namespace Gateway.Rules;

/// <summary>
/// Which script does a path mean, where only an upstream knows its files? By its text: up to the first segment that PHP is usually set up to
/// run, when more follows. So <c>/full/a.php/x.css</c> is judged as <c>/full/a.php</c> too, and a rule for style sheets opens no script.
/// </summary>
internal static class PathScript
{
    private const string Hint = ".ph";

    private static readonly string[] Endings = [".php", ".php3", ".php4", ".php5", ".php6", ".php7", ".php8", ".phtml", ".phar", ".pht"];

    /// <summary>The script's path, or null when the path has no path info behind a script.</summary>
    public static CanonicalPath? Of(CanonicalPath path, PathEncodings encoding)
    {
        var folders = path.Folded.AsSpan(0, path.Folded.LastIndexOf('/'));
        if (!folders.Contains(Hint, StringComparison.Ordinal)) return null;

        // No segments are no path.
        return CanonicalPath.TryParse(First(SegmentsOfScript(path.Decoded), path.Encoded), encoding, out var script, out _) ? script : null;
    }

    // How many segments lead to the script, itself included; 0 when there is none, or nothing behind it.
    private static int SegmentsOfScript(string decoded)
    {
        var count = 0;
        for (int start = 0, end; (end = decoded.IndexOf('/', start + 1)) > 0; start = end)
        {
            count++;
            if (IsScript(decoded[start..end])) return count;
        }

        return 0;
    }

    // Folded, because a file system may find a.php under "A.PHP" and under "a.php." too.
    private static bool IsScript(string segment)
    {
        var folded = FoldedPath.Of(segment);
        foreach (var ending in Endings)
            if (folded.EndsWith(ending, StringComparison.Ordinal)) return true;
        return false;
    }

    // Both forms of a path have the same slashes: an encoded one is refused.
    private static string First(int segments, string encoded)
    {
        var end = 0;
        for (; segments > 0; segments--) end = encoded.IndexOf('/', end + 1);
        return encoded[..end];
    }
}
