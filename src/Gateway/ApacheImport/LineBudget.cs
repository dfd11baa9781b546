namespace Gateway.ApacheImport;

/// <summary>How much text one import reads in all, whatever includes and macros make of it.</summary>
internal sealed class LineBudget
{
    public const int MostLines = 100_000;
    public const int LongestLine = 64 * 1024;

    private const long MostCharacters = 16 * 1024 * 1024;

    private int _lines;
    private long _characters;

    /// <summary>Counts a line as it stands in a file, or as a macro or a variable made it.</summary>
    public void Take(ApachePlace place, string? macro = null)
    {
        var source = macro is null ? "" : $" (the macro {macro} makes them)";
        if (place.Text.Length > LongestLine) throw new ApacheFaultException(place, $"is longer than {LongestLine / 1024} kB{source}. No line of a configuration is.");
        if (++_lines > MostLines) throw new ApacheFaultException(place, $"more than {MostLines} lines in all{source}. Import one virtual host at a time.");
        if ((_characters += place.Text.Length) > MostCharacters)
            throw new ApacheFaultException(place, $"more than {MostCharacters / 1024 / 1024} MB in all{source}. Import one virtual host at a time.");
    }
}
