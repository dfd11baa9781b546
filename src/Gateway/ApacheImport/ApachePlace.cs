namespace Gateway.ApacheImport;

/// <summary>One line of Apache's configuration, its continuations joined: where it stands and how it reads.</summary>
internal sealed record ApachePlace(string File, int Line, string Text)
{
    private const int LongestShown = 100;

    /// <summary>From 1: where in the line the eye should go.</summary>
    public int Column { get; init; } = 1;

    /// <summary>The fault as a compiler tells it: file, line, the line itself, and a caret under the column.</summary>
    public string Show(string fault)
    {
        var start = Math.Max(0, Math.Min(Column - 1, Text.Length) - (LongestShown / 2));
        var shown = Text.Substring(start, Math.Min(LongestShown, Text.Length - start));
        return $"{this}: {Printable(fault)}\n  {Printable(shown)}\n  {new string(' ', Math.Max(0, Column - 1 - start))}^";
    }

    public override string ToString() => $"{File}:{Line}";

    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
