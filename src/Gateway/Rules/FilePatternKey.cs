namespace Gateway.Rules;

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

    public override IEnumerable<string> Samples => [_exact.Folder + _exact.Name.Replace("*", PathSamples.MadeUp, StringComparison.Ordinal)];

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
