using System.Text.RegularExpressions;

namespace Gateway.Rules;

/// <summary><c>/dir/</c> or <c>/dir/f.php</c>: itself and all below, cut at whole segments.</summary>
internal sealed class PrefixKey(string pattern) : PathKey
{
    private readonly string _exact = pattern.TrimEnd('/');
    private readonly string _folded = FoldedPath.Of(pattern).TrimEnd('/');

    public override int? PrefixLength => _exact.Length;

    public override int? FoldedPrefixLength => _folded.Length;

    public override string FoldedIdentity => _folded + "/";

    public override bool Covers(string decoded) => Covers(_exact, decoded);

    public override bool CoversFolded(string folded) => Covers(_folded, folded);

    private static bool Covers(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}

/// <summary><c>*.zip</c> or <c>/members/*.zip</c>: files of such a name, in the folder named or anywhere below it.</summary>
internal sealed class FilePatternKey : PathKey
{
    private readonly NamePattern _exact;
    private readonly NamePattern _folded;

    public FilePatternKey(string pattern)
    {
        var name = pattern.LastIndexOf('/') + 1;
        var folder = name == 0 ? "/" : pattern[..name];
        _exact = new NamePattern(folder, pattern[name..]);
        _folded = new NamePattern(FoldedPath.Of(folder).TrimEnd('/') + "/", FoldedPath.Text(pattern[name..]));
    }

    public override string FoldedIdentity => _folded.Folder + _folded.Name;

    public override bool Covers(string decoded) => _exact.Covers(decoded);

    public override bool CoversFolded(string folded) => _folded.Covers(folded);

    private sealed record NamePattern(string Folder, string Name)
    {
        private readonly string[] _parts = Name.Split('*');

        public bool Covers(string path)
        {
            if (!path.StartsWith(Folder, StringComparison.Ordinal))
                return false;

            // "a.zip/" is still the file a.zip, with a path behind it.
            var rest = path.AsSpan(Folder.Length).TrimEnd('/');
            return CoversName(rest[(rest.LastIndexOf('/') + 1)..]);
        }

        // The first part stands at the start, the last at the end, those between follow each other at the earliest place.
        private bool CoversName(ReadOnlySpan<char> name)
        {
            var first = _parts[0];
            var last = _parts[^1];
            if (name.Length < first.Length + last.Length
                || !name.StartsWith(first, StringComparison.Ordinal)
                || !name.EndsWith(last, StringComparison.Ordinal))
                return false;

            var middle = name[first.Length..^last.Length];
            foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
            {
                var at = middle.IndexOf(part, StringComparison.Ordinal);
                if (at < 0)
                    return false;
                middle = middle[(at + part.Length)..];
            }

            return true;
        }
    }
}

/// <summary><c>~regex</c>: found anywhere in the path.</summary>
internal sealed class SearchKey(string pattern, Regex exact, Regex folded) : PathKey
{
    public override string FoldedIdentity => pattern;

    public override bool Covers(string decoded) => exact.IsMatch(decoded);

    public override bool CoversFolded(string path) => folded.IsMatch(path);
}
