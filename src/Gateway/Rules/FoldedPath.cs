using System.Buffers;
using System.Text;

namespace Gateway.Rules;

/// <summary>
/// Folds a path as careless file systems do: compatibility forms (NFKC), letter case, dots and blanks at the end of a
/// segment, the names of Windows file streams. Rules that tighten are looked up on this form too.
/// </summary>
internal static class FoldedPath
{
    // Folding one thing can lay bare another; in practice the second round changes nothing.
    private const int MaxRounds = 8;

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_~!$&'()*+,;=@/.");
    private static readonly SearchValues<string> StreamSigns = SearchValues.Create(["::", ":$"], StringComparison.Ordinal);

    public static string Of(string path)
    {
        if (IsFolded(path))
            return path;

        var lower = path.ToLowerInvariant();
        if (IsFolded(lower))
            return lower;

        for (var round = 0; round < MaxRounds; round++)
        {
            var folded = FoldSegments(Text(path));
            if (folded == path)
                break;
            path = folded;
        }

        return path;
    }

    /// <summary>Compatibility forms and letter case alone. Upper case first, because several letters share one.</summary>
    public static string Text(string text)
    {
        // U+FFFE is no character, and Normalize would throw on it.
        var normal = text.Replace('\uFFFE', '\uFFFD').Normalize(NormalizationForm.FormKC);
        return normal.ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
    }

    private static bool IsFolded(string path) =>
        !path.AsSpan().ContainsAnyExcept(Plain)
        && !path.EndsWith('.')
        && !path.Contains("./", StringComparison.Ordinal)
        && !path.Contains("//", StringComparison.Ordinal);

    private static string FoldSegments(string text)
    {
        var kept = new List<string>();
        var endsInFolder = true;
        foreach (var written in text.Replace('\\', '/').Split('/'))
        {
            var segment = CutStream(written).TrimEnd();
            if (segment == ".." && kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);

            segment = CutDotsAndBlanks(segment);
            endsInFolder = segment.Length == 0;
            if (!endsInFolder)
                kept.Add(segment);
        }

        var folded = "/" + string.Join('/', kept);
        return endsInFolder && kept.Count > 0 ? folded + "/" : folded;
    }

    // a.php::$DATA is the file a.php, full:$I30:$INDEX_ALLOCATION the folder full.
    private static string CutStream(string segment) =>
        segment.AsSpan().IndexOfAny(StreamSigns) is var cut and >= 0 ? segment[..cut] : segment;

    private static string CutDotsAndBlanks(string segment)
    {
        var end = segment.Length;
        while (end > 0 && (segment[end - 1] == '.' || char.IsWhiteSpace(segment[end - 1])))
            end--;
        return segment[..end];
    }
}
