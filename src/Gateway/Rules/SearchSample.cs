using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>
/// Texts in which a regular expression is found: what <c>check</c> asks of a rule whose left side is one. Read from the expression itself,
/// one text for each alternative; none where that can not be done. That it can be parsed is known: what it opens ends, and nothing repeats
/// what is not there.
/// </summary>
internal sealed partial class SearchSample
{
    private const int Most = 16;
    private const string Letters = "x7Q-_./ ";

    private readonly string _pattern;
    private int _at;

    private SearchSample(string pattern) => _pattern = pattern;

    public static IReadOnlyList<string> Of(string pattern, Regex regex)
    {
        var texts = new SearchSample(pattern).Alternatives() ?? [];
        return [.. texts.Where(text => regex.IsMatch(text)).Distinct()];
    }

    // Null: something that is not understood here.
    private List<string>? Alternatives()
    {
        var texts = new List<string>();
        while (true)
        {
            if (Sequence() is not { } branch) return null;
            texts.AddRange(branch);
            if (_at == _pattern.Length || _pattern[_at] != '|') return texts.Take(Most).ToList();
            _at++;
        }
    }

    private List<string>? Sequence()
    {
        List<string> texts = [""];
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            if (Atom() is not { } atom) return null;
            var repeated = Repeated(atom);
            texts = texts.SelectMany(_ => repeated, (text, more) => text + more).Take(Most).ToList();
        }

        return texts;
    }

    private List<string>? Atom()
    {
        var c = _pattern[_at++];
        return c switch
        {
            '^' or '$' => [""],
            '.' => ["x"],
            '\\' => Escape(),
            '[' => Class(),
            '(' => Group(),
            _ => [c.ToString()],
        };
    }

    private List<string>? Escape() => _pattern[_at++] switch
    {
        'b' or 'B' or 'A' or 'z' or 'Z' => [""],
        'd' => ["7"],
        'w' or 'D' or 'S' => ["x"],
        's' => [" "],
        'W' => ["-"],
        var letter when char.IsAsciiLetterOrDigit(letter) => null,
        var literal => [literal.ToString()],
    };

    private List<string>? Class()
    {
        var start = _at - 1;
        if (_pattern[_at] == '^') _at++;
        if (_pattern[_at] == ']') _at++;
        while (_pattern[_at] != ']') _at += _pattern[_at] == '\\' ? 2 : 1;

        var written = _pattern[start..++_at];
        if (!SearchPattern.TryParse($"^{written}$", RegexOptions.None, out var one, out _)) return null;
        return [.. (Letters + written).Select(letter => letter.ToString()).Where(letter => one!.IsMatch(letter)).Take(1)]; // parsed
    }

    private List<string>? Group()
    {
        if (_pattern.AsSpan(_at).StartsWith("?:")) _at += 2;
        else if (_pattern[_at] == '?') return null;

        var inside = Alternatives();
        _at++;
        return inside;
    }

    // What may be left out is tried both ways; what repeats stands once, or as often as it must.
    private List<string> Repeated(List<string> atom)
    {
        if (_at == _pattern.Length) return atom;
        var (least, length) = _pattern[_at] switch
        {
            '*' or '?' => (0, 1),
            '+' => (1, 1),
            '{' when Braces().Match(_pattern, _at) is { Success: true } braces => (int.Parse(braces.Groups[1].ValueSpan, CultureInfo.InvariantCulture), braces.Length),
            _ => (1, 0),
        };
        _at += length;
        if (_at < _pattern.Length && _pattern[_at] == '?') _at++;   // lazy
        var texts = atom.Select(text => string.Concat(Enumerable.Repeat(text, Math.Clamp(least, 1, Most))));
        return least == 0 ? [.. texts, ""] : [.. texts];
    }

    [GeneratedRegex(@"\G\{([0-9]{1,4})(?:,[0-9]*)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Braces();
}
