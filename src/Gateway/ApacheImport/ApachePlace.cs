namespace Gateway.ApacheImport;

/// <summary>One line of Apache's configuration, its continuations joined: where it stands and how it reads.</summary>
internal sealed record ApachePlace(string File, int Line, string Text)
{
    private const int LongestShown = 100;
    private const int MostListed = 20;

    // What stands behind such a name is a secret, or may be one.
    private static readonly string[] OfSecrets = ["Secret", "Passphrase", "Password", "Token", "Param", "Redis", "Memcache", "Cookie", "Key", "Header", "SetEnv", "Define", "Use"];

    /// <summary>From 1: where in the line the eye should go.</summary>
    public int Column { get; init; } = 1;

    /// <summary>Whether the line is never quoted.</summary>
    public bool MayHoldSecret => Name.Length < Text.AsSpan().Trim().Length && !Name.StartsWith('<') && Array.Exists(OfSecrets, word => Name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // A line that is no text yet has none but this.
    private string Name
    {
        get
        {
            var text = Text.AsSpan().Trim();
            return text.IndexOfAny(' ', '\t', '\r') is var end and >= 0 ? text[..end].ToString() : text.ToString();
        }
    }

    /// <summary>The fault as a compiler tells it: file, line, the line itself, and a caret under the column.</summary>
    public string Show(string fault)
    {
        if (MayHoldSecret) return $"{this}: {Printable(fault)}\n  {Printable(Name)} …\n  ^";

        var start = Math.Max(0, Math.Min(Column - 1, Text.Length) - (LongestShown / 2));
        var shown = Text.Substring(start, Math.Min(LongestShown, Text.Length - start));
        return $"{this}: {Printable(fault)}\n  {Printable(shown)}\n  {new string(' ', Math.Max(0, Column - 1 - start))}^";
    }

    public override string ToString() => $"{File}:{Line}";

    /// <summary>Several of them, each once.</summary>
    public static string Listed(IEnumerable<ApachePlace> places)
    {
        var all = places.Select(place => place.ToString()).Distinct().ToList();
        return string.Join(", ", all.Take(MostListed)) + (all.Count > MostListed ? $" and {all.Count - MostListed} more" : "");
    }

    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
