using System.Text.Json;
using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>Tries the rules of a site out: what does each kind of member get for each path that the rules speak of?</summary>
internal sealed class AccessTable
{
    private const string UsualMethod = "GET";

    private readonly Site _site;
    private readonly List<(string Kind, Member? Member)> _members;

    public AccessTable(Site site, IReadOnlyDictionary<string, JsonElement> kinds)
    {
        _site = site;
        _members = [.. kinds.Select(kind => (kind.Key, kind.Value.ValueKind == JsonValueKind.Null ? null : ClaimedMember.Of(site, kind.Value, kind.Key)))];
    }

    /// <summary>The rows that a record of this site has: each named path, one made up below it, and one for each pattern.</summary>
    public IEnumerable<string> Rows()
    {
        var methods = _site.Rules.Rules.SelectMany(rule => rule.Methods ?? []).Append("POST").Distinct(StringComparer.Ordinal).ToList();
        return _site.Rules.Rules
            .SelectMany(rule => PathSamples.Of(rule.Pattern, _site.PathEncoding))
            .Where(path => path.Decoded != _site.RedirectUri.Path)
            .DistinctBy(path => path.Encoded, StringComparer.Ordinal)
            .SelectMany(path => Rows(path, methods));
    }

    /// <summary>Kind of member → outcome.</summary>
    public Dictionary<string, string> Outcomes(string row)
    {
        var (method, path) = row.Split(' ', 2) is [var named, var rest] ? (named, rest) : (UsualMethod, row);
        return _members.ToDictionary(one => one.Kind, one => Explainer.Explain(_site, method, path, one.Member).Outcome);
    }

    /// <summary>Claims that a rule asks for and that no kind has: what depends on them is not tried out.</summary>
    public IEnumerable<string> Untried() =>
        _site.Rules.Rules.SelectMany(rule => rule.Requirement.ClaimWords)
            .Where(word => !_members.Any(one => one.Member is { } member && word.IsKnownTo(member.Claims)))
            .Select(word => word.Text)
            .Distinct(StringComparer.Ordinal);

    // A method has a row of its own where a rule makes a difference between methods.
    private IEnumerable<string> Rows(CanonicalPath path, IEnumerable<string> methods)
    {
        var usual = _site.Rules.Find(path, UsualMethod);
        return methods.Where(method => method != UsualMethod && _site.Rules.Find(path, method) != usual)
            .Select(method => $"{method} {path.Encoded}")
            .Prepend(path.Encoded);
    }
}
