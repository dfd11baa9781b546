using System.Text.RegularExpressions;

namespace Gateway.Rules;

/// <summary><c>~regex</c>: found anywhere in the path.</summary>
internal sealed class SearchKey(string pattern, Regex exact, Regex folded) : PathKey
{
    public override string FoldedIdentity => pattern;

    public override bool Covers(string decoded) => exact.IsMatch(decoded);

    public override bool CoversFolded(string path) => folded.IsMatch(path);
}
