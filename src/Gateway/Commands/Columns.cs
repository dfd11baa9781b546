namespace Gateway.Commands;

/// <summary>
/// Two or more columns that stay readable on 80 characters: the last one is broken at blanks, and a first one that is too wide gets a line
/// of its own.
/// </summary>
internal static class Columns
{
    public const int Width = 80;

    private const string Indent = "  ";
    private const string Gap = "  ";
    private const int WidestFirst = 34;

    /// <summary>Each row as lines; rows are of the same length.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) yield break;

        var widths = Enumerable.Range(0, rows[0].Count - 1)
            .Select(column => rows.Select(row => row[column].Length).Where(length => length <= WidestFirst).DefaultIfEmpty(0).Max())
            .ToArray();
        foreach (var row in rows)
            foreach (var line in Of(row, widths)) yield return line;
    }

    private static IEnumerable<string> Of(IReadOnlyList<string> row, int[] widths)
    {
        var line = Indent;
        var start = Indent.Length;
        for (var column = 0; column < widths.Length; column++)
        {
            line += row[column];
            start += widths[column] + Gap.Length;
            if (line.Length > start - Gap.Length)
            {
                yield return line;
                line = "";
            }

            line = line.PadRight(start);
        }

        foreach (var part in Broken(row[^1], Width - start))
        {
            yield return (line + part).TrimEnd();
            line = new string(' ', start);
        }
    }

    private static IEnumerable<string> Broken(string text, int width)
    {
        while (text.Length > width)
        {
            var at = text.LastIndexOf(' ', width);
            if (at <= 0) at = text.IndexOf(' ', StringComparison.Ordinal);
            if (at <= 0) break;
            yield return text[..at];
            text = text[(at + 1)..];
        }

        yield return text;
    }
}
