using System.Collections.Frozen;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>
/// Request headers that are forgeries on one site, because its PHP would take them for Gateway's word: by whole names and by the beginning
/// of names, both folded. What is forged on every site is not here.
/// </summary>
internal sealed class ForgedHeaders
{
    private const string OfEverySite = "OIDC_";

    private readonly FrozenSet<string> _names;
    private readonly string? _beginning;

    private ForgedHeaders(IEnumerable<string> folded, string? beginning) => (_names, _beginning) = (folded.ToFrozenSet(StringComparer.Ordinal), beginning);

    /// <summary>The site has no names of its own.</summary>
    public static ForgedHeaders None { get; } = new([], null);

    /// <summary>The owner's list, the header that gets the user's name, and all that the prefix of claims could make.</summary>
    public static ForgedHeaders Of(IReadOnlySet<string> listed, string? userHeader, string prefix, ClaimFilter claims)
    {
        var beginning = HeaderName.Fold(prefix);
        var names = listed.Concat(userHeader is null ? [] : [HeaderName.Fold(userHeader)]);
        if (beginning.Length == 0) names = names.Concat(claims.Only!.Select(claim => HeaderName.Fold(ClaimText.VariablePart(claim))));   // a prefix is left out with such a list only
        return new(names, beginning.Length == 0 || beginning.StartsWith(OfEverySite, StringComparison.Ordinal) ? null : beginning);
    }

    public bool IsEmpty => _names.Count == 0 && _beginning is null;

    public bool Contains(string folded) => _names.Contains(folded) || (_beginning is not null && folded.StartsWith(_beginning, StringComparison.Ordinal));
}
