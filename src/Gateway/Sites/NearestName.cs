namespace Gateway.Sites;

/// <summary>Which known name was probably meant by one that we do not know.</summary>
internal static class NearestName
{
    /// <summary>
    /// The nearest by single-letter edits, letter case ignored; null when more than a third, and two letters, would have to change.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (nearest, edits) = known.Select(candidate => (candidate, Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .DefaultIfEmpty((candidate: "", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return edits <= Math.Max(2, nearest.Length / 3) ? nearest : null;
    }

    // Levenshtein, one row at a time.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
