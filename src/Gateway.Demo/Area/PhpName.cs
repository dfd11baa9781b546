namespace Gateway.Demo.Area;

/// <summary>Under which name nginx and php-fpm would show a request header to PHP, if they show it at all.</summary>
internal static class PhpName
{
    public const string Underscored = "dropped by nginx unless underscores_in_headers on";
    public const string Invalid = "dropped by nginx: not a valid name there";

    /// <summary>The key in `$_SERVER`, or the reason why there is none.</summary>
    public static string Of(string header)
    {
        if (header.Contains('_', StringComparison.Ordinal)) return Underscored;
        return header.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? Key(header) : Invalid;
    }

    public static bool IsShown(string header) => Of(header) is not (Underscored or Invalid);

    /// <summary>The key, whether or not a server drops the header: `-` and `_` meet in it.</summary>
    public static string Key(string header) => "HTTP_" + header.ToUpperInvariant().Replace('-', '_');
}
