using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>
/// One word of a claim rule: <c>name:text</c> compares exactly, <c>name~regex</c> searches, <c>name.inner…</c> goes into
/// an object. A name may itself hold dots and colons, so every start of the word that is a claim's name is tried.
/// </summary>
internal sealed class ClaimWord
{
    private readonly List<Split> _splits;
    private readonly int _searchAt;
    private readonly Regex? _pattern;

    private ClaimWord(string text, List<Split> splits, int searchAt, Regex? pattern)
    {
        Text = text;
        _splits = splits;
        _searchAt = searchAt;
        _pattern = pattern;
    }

    public string Text { get; }

    public string? Warning => _pattern is not null && !SearchPattern.IsAnchored(Text[(_searchAt + 1)..])
        ? $"claim {Excerpt.Of(Text)}: the pattern is found anywhere in the value; bind it with ^ and $ if the whole value is meant"
        : null;

    public static bool TryParse(string text, out ClaimWord? word, out string fault)
    {
        word = null;
        fault = "";
        if (text.Contains("%{", StringComparison.Ordinal))
        {
            fault = $"claim {Excerpt.Of(text)}: %{{…}} is not filled in here; write the value itself";
            return false;
        }

        // The first tilde ends the search for names: all behind it is the pattern.
        var searchAt = text.IndexOf('~', StringComparison.Ordinal);
        var splits = FindSplits(text, searchAt);
        if (!splits.Exists(split => split.Sign != '.'))
        {
            fault = $"claim {Excerpt.Of(text)}: write name:value, or name~pattern";
            return false;
        }

        Regex? pattern = null;
        if (searchAt > 0 && !SearchPattern.TryParse(text[(searchAt + 1)..], RegexOptions.None, out pattern, out fault)
            && !splits.Exists(split => split.Sign == ':'))
            return false;

        fault = "";
        word = new ClaimWord(text, splits, searchAt, pattern);
        return true;
    }

    /// <summary>Whether there is a claim of such a name at all.</summary>
    public bool IsKnownTo(ClaimSet claims) => _splits.Exists(split => claims.TryGet(split.Name, out _));

    /// <summary>Whether anybody could meet it on a site that takes these claims alone.</summary>
    public bool IsLeftBy(ClaimFilter filter) => _splits.Exists(split => filter.Takes(split.Name));

    public bool IsMetBy(ClaimSet claims)
    {
        foreach (var split in _splits)
        {
            if (claims.TryGet(split.Name, out var value) && IsMet(value, split.Name.Length))
                return true;
        }

        return false;
    }

    private static List<Split> FindSplits(string text, int searchAt)
    {
        var splits = new List<Split>();
        var end = searchAt < 0 ? text.Length : searchAt + 1;
        for (var at = 1; at < end; at++)
        {
            if (text[at] is ':' or '~' or '.')
                splits.Add(new Split(text[..at], text[at]));
        }

        return splits;
    }

    private bool IsMet(JsonElement value, int signAt) => Text[signAt] switch
    {
        ':' => IsEqual(value, Text.AsSpan(signAt + 1), intoLists: true),
        '~' => _pattern is not null && IsFound(value, _pattern),
        _ => value.ValueKind == JsonValueKind.Object && IsMetInside(value, signAt + 1),
    };

    private bool IsMetInside(JsonElement inner, int start)
    {
        var end = _searchAt < start ? Text.Length : _searchAt + 1;
        for (var at = start; at < end; at++)
        {
            if (Text[at] is ':' or '~' or '.' && inner.TryGetProperty(Text.AsSpan(start, at - start), out var value) && IsMet(value, at))
                return true;
        }

        return false;
    }

    private static bool IsEqual(JsonElement value, ReadOnlySpan<char> text, bool intoLists)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.ValueEquals(text);
            case JsonValueKind.True:
                return text is "true";
            case JsonValueKind.False:
                return text is "false";
            case JsonValueKind.Number:
                return value.TryGetInt64(out var number) && text.SequenceEqual(number.ToString(CultureInfo.InvariantCulture));
            case JsonValueKind.Array when intoLists:
                foreach (var item in value.EnumerateArray())
                {
                    if (IsEqual(item, text, intoLists: false))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }

    private static bool IsFound(JsonElement value, Regex pattern) => value.ValueKind switch
    {
        JsonValueKind.String => pattern.IsMatch(value.GetString()!), // a JSON string is never null
        JsonValueKind.Array => value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && IsFound(item, pattern)),
        _ => false,
    };

    private readonly record struct Split(string Name, char Sign);
}
