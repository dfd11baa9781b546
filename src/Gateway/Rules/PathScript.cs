namespace Gateway.Rules;

/// <summary>
/// Which script does a path mean, where only an upstream knows its files? By its text: up to the first segment that ends in <c>.php</c>,
/// when more follows. So <c>/full/a.php/x.css</c> is judged as <c>/full/a.php</c> too, and a rule for style sheets opens no script.
/// </summary>
internal static class PathScript
{
    private const string Mark = ".php/";

    /// <summary>The script's path, or null when the path has no path info behind a script.</summary>
    public static CanonicalPath? Of(CanonicalPath path, PathEncodings encoding)
    {
        var end = path.Encoded.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        return end >= 0 && CanonicalPath.TryParse(path.Encoded[..(end + Mark.Length - 1)], encoding, out var script, out _) ? script : null;
    }
}
