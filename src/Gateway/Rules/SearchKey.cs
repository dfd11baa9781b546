using System.Text.RegularExpressions;

namespace Gateway.Rules;

/// <summary><c>~regex</c>: found anywhere in the path.</summary>
internal sealed class SearchKey(string pattern, Regex exact, Regex folded) : PathKey
{
    public override string FoldedIdentity => pattern;

    // What the expression leaves open in front is filled as far as it lets us.
    public override IEnumerable<string> Samples => SearchSample.Of(pattern[1..], exact)
        .Select(text => new[] { $"/{PathSamples.MadeUp}{text}", "/" + text, text }.FirstOrDefault(IsPath))
        .OfType<string>();

    /// <summary>Whether the expression could be read for samples at all.</summary>
    public static bool CanBeTried(string pattern) => TryParse(pattern, out var key, out _) && key is SearchKey { HasTexts: true };

    public override bool Covers(string decoded) => exact.IsMatch(decoded);

    public override bool CoversFolded(string path) => folded.IsMatch(path);

    private bool HasTexts => SearchSample.Of(pattern[1..], exact).Count > 0;

    private bool IsPath(string text) => !text.AsSpan().ContainsAny('?', '#') && exact.IsMatch(text) && PathSamples.Path(text, PathEncodings.Utf8) is not null;
}
