using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.ApacheImport;

/// <summary>An expression for one name of a path, read once and asked for every other name.</summary>
internal sealed class NameExpression : IEquatable<NameExpression>
{
    /// <summary>What a path ends in that ends in a slash.</summary>
    public static readonly NameExpression Nothing = new("");

    /// <summary>What the wildcard * alone becomes.</summary>
    public static readonly NameExpression Any = new("[^/]*");

    private static readonly string[] Static =
    [
        "7z", "avi", "bz2", "css", "flv", "gif", "gz", "ico", "iso", "jpeg", "jpg", "js", "m3u8", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "ogg", "pdf",
        "png", "rar", "svg", "tar", "tgz", "ts", "txt", "wav", "webm", "webp", "wmv", "xml", "zip",
    ];

    private readonly string _text;
    private readonly Lazy<Regex?> _whole;
    private readonly string[]? _endings;

    public NameExpression(string text)
    {
        _text = text;
        _whole = new(() => SearchPattern.TryParse($"^(?:{text})$", RegexOptions.None, out var regex, out _) ? regex : null);
        _endings = Endings(text);
        var plain = text.Replace("\\", "", StringComparison.Ordinal);
        Plain = PatternText.Escape(plain) == text ? plain : null;
    }

    /// <summary>The one name that it finds; null where there are several.</summary>
    public string? Plain { get; }

    public bool IsNothing => _text.Length == 0;

    /// <summary>Whether it finds only files that are sent as they are, and never run with a path behind them.</summary>
    public bool IsStatic => _endings is not null && _endings.All(Static.Contains);

    public bool Finds(string name) => Plain is { } plain ? plain == name : _whole.Value?.IsMatch(name) ?? false;

    /// <summary>Whether every name that the other one finds is found by this; false where that cannot be told.</summary>
    public bool Covers(NameExpression other) => Equals(other) || (!other.IsNothing && (Equals(Any) || (other.Plain is { } name && Finds(name))));

    /// <summary>Whether no name can be found by both, as far as the ends of the names tell.</summary>
    public bool IsApartFrom(NameExpression other)
    {
        if (Plain is { } plain) return !other.Finds(plain);
        if (other.Plain is { } name) return !Finds(name);
        return _endings is not null && other._endings is not null && !_endings.Intersect(other._endings).Any();
    }

    public bool Equals(NameExpression? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as NameExpression);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As a part of a longer expression.</summary>
    public override string ToString() => _text.Contains('|', StringComparison.Ordinal) ? $"({_text})" : _text;

    private static string[]? Endings(string text)
    {
        var dot = text.LastIndexOf("\\.", StringComparison.Ordinal);
        var endings = dot < 0 ? [] : text[(dot + 2)..].Trim('(', ')').Split('|');
        return endings.Length > 0 && Array.TrueForAll(endings, ending => ending.Length > 0 && ending.All(char.IsAsciiLetterOrDigit)) ? endings : null;
    }
}
