using System.Collections.Frozen;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>The claims that a site takes: those of one list, or all but those of another.</summary>
internal static class ClaimListSection
{
    public static ClaimFilter Read(IdentityOptions options, Setting at)
    {
        var only = options.OnlyClaims is null ? null : Names(options.OnlyClaims, at["OnlyClaims"]);
        return new ClaimFilter(only, Names(options.DropClaims, at["DropClaims"]));
    }

    private static FrozenSet<string> Names(List<string>? written, Setting at)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, item) in at.Each(written))
        {
            if (!names.Add(name))
            {
                item.Refuse(name, "stands twice. Leave one out.");
            }
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }
}
