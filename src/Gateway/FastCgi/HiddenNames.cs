using System.Collections.Frozen;

namespace Gateway.FastCgi;

/// <summary>
/// Which files nobody is sent, whatever a rule says: dotfiles, sources of every spelling, copies that editors and people leave behind, and
/// what package managers write down.
/// </summary>
internal static class HiddenNames
{
    // The one folder with a dot that is made to be seen (RFC 8615).
    private const string WellKnown = ".well-known";

    private static readonly FrozenSet<string> Names = new[]
    {
        "composer.json", "composer.lock", "package.json", "package-lock.json", "yarn.lock", "web.config", "dockerfile", "docker-compose.yml", "makefile",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Endings = new[]
    {
        ".inc", ".ini", ".sql", ".sqlite", ".sqlite3", ".env", ".key", ".pem", ".tpl", ".twig", ".yml", ".yaml",
        ".bak", ".old", ".orig", ".save", ".swp", ".swo", ".dist", ".rej",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsDotted(ReadOnlySpan<char> segment, bool isFirst) =>
        segment is ['.', ..] && !(isFirst && segment.SequenceEqual(WellKnown));

    /// <summary>Whether a file of this name is no page but the making of one. The name is folded: some file systems find a.php as A.PHP.</summary>
    public static bool IsSource(string foldedName) =>
        foldedName.EndsWith('~') || foldedName.StartsWith('#') || Names.Contains(foldedName) || Endings.Contains(Path.GetExtension(foldedName)) || HoldsScriptEnding(foldedName);

    // a.php, a.php5, a.phtml, a.phar, and copies such as a.php.1 or a.php_old.
    private static bool HoldsScriptEnding(string name)
    {
        for (var at = 0; (at = name.IndexOf(".ph", at, StringComparison.Ordinal)) >= 0; at++)
            if (name.AsSpan(at + 3) is var rest && (rest.StartsWith("p") || rest.StartsWith("tml") || rest.StartsWith("ar") || rest is "t")) return true;
        return false;
    }
}
