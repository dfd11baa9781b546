namespace Gateway.Rules;

/// <summary><c>/dir/</c> or <c>/dir/f.php</c>: itself and all below, cut at whole segments.</summary>
internal sealed class PrefixKey(string pattern) : PathKey
{
    private readonly string _exact = pattern.TrimEnd('/');
    private readonly string _folded = FoldedPath.Of(pattern).TrimEnd('/');

    public override int? PrefixLength => _exact.Length;

    public override int? FoldedPrefixLength => _folded.Length;

    public override string FoldedIdentity => _folded + "/";

    public override IEnumerable<string> Samples =>
        pattern.EndsWith('/') ? [pattern, pattern + PathSamples.MadeUp] : [pattern, $"{pattern}/{PathSamples.MadeUp}"];

    public override bool Covers(string decoded) => Covers(_exact, decoded);

    public override bool CoversFolded(string folded) => Covers(_folded, folded);

    private static bool Covers(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
