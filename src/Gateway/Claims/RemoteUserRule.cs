using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Claims;

/// <summary>
/// Which claim is the user's name (OIDCRemoteUserClaim): a claim, optionally with a trailing @ that appends the issuer,
/// a regular expression whose first group is taken, and a text in which $1 stands for a group.
/// </summary>
internal sealed class RemoteUserRule
{
    private readonly string _text;
    private readonly string _claim;
    private readonly bool _appendIssuer;
    private readonly Regex? _pattern;
    private readonly string? _substitution;

    private RemoteUserRule(string text, string claim, Regex? pattern, string? substitution)
    {
        _text = text;
        _appendIssuer = claim.EndsWith('@');
        _claim = _appendIssuer ? claim[..^1] : claim;
        _pattern = pattern;
        _substitution = substitution;
    }

    /// <summary>The claim's name.</summary>
    public string Claim => _claim;

    public static bool TryParse(string text, out RemoteUserRule? rule, out string fault)
    {
        rule = null;
        if (!ApacheWords.TrySplit(text, out var words, out fault))
            return false;

        if (words.Count is 0 or > 3 || words[0].TrimEnd('@').Length == 0)
        {
            fault = "write a claim's name, and optionally a regular expression and a text to put in its place: \"email ^(.*)@.*$ $1\"";
            return false;
        }

        Regex? pattern = null;
        if (words.Count > 1 && !SearchPattern.TryParse(words[1], RegexOptions.None, out pattern, out fault))
            return false;

        string? substitution = null;
        if (pattern is not null && !TrySubstitution(pattern, words.Count > 2 ? words[2] : null, out substitution, out fault))
            return false;

        rule = new RemoteUserRule(text, words[0], pattern, substitution);
        return true;
    }

    /// <summary>The user's name; null when it is missing, empty, no string, or not clean: then nobody logs in.</summary>
    public string? Read(ClaimSet claims, string issuer)
    {
        if (!claims.TryGet(_claim, out var value) || value.ValueKind != JsonValueKind.String)
            return null;

        var name = Cut(value.GetString()!); // a JSON string is never null
        if (string.IsNullOrEmpty(name))
            return null;

        if (_appendIssuer)
            name += "@" + (issuer.StartsWith("https://", StringComparison.Ordinal) ? issuer["https://".Length..] : issuer);
        return ClaimText.HasControl(name) ? null : name;
    }

    public override string ToString() => _text;

    private string? Cut(string value)
    {
        if (_pattern is null)
            return value;

        var match = _pattern.Match(value);
        if (!match.Success)
            return null;

        return _substitution is null ? match.Groups[1].Value : _pattern.Replace(value, _substitution);
    }

    // Of .NET's replacement language only $1, $2… exist in the directive; any other dollar is itself.
    private static bool TrySubstitution(Regex pattern, string? written, out string? substitution, out string fault)
    {
        substitution = null;
        fault = "";
        var groups = pattern.GetGroupNumbers().Length - 1;
        if (written is null)
        {
            fault = groups == 0 ? "the regular expression needs a group in parentheses: its content becomes the user name" : "";
            return groups > 0;
        }

        var text = new StringBuilder();
        for (var at = 0; at < written.Length; at++)
        {
            if (written[at] != '$' || at + 1 == written.Length || !char.IsAsciiDigit(written[at + 1]))
            {
                text.Append(written[at] == '$' ? "$$" : written[at].ToString());
                continue;
            }

            var group = written[++at] - '0';
            if (group > groups)
            {
                fault = $"${group} is used, but the regular expression has {groups} groups";
                return false;
            }

            text.Append("${").Append(group).Append('}');
        }

        substitution = text.ToString();
        return true;
    }
}
