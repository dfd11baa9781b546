using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>A site's rules as an owner reads them: path, what is required, and what differs from the usual.</summary>
internal static class RuleLines
{
    public static IEnumerable<(string Path, string Rule)> Of(Site site) => site.Rules.Rules.Select(rule => (rule.Pattern, Describe(rule)));

    public static int Width(Site site) => site.Rules.Rules.Max(rule => rule.Pattern.Length);

    private static string Describe(PathRule rule)
    {
        var text = $"Require {rule.Requirement}";
        if (rule.Methods is { } methods) text += $"  [{string.Join(' ', methods)} only]";
        if (rule.Unauthenticated != Unauthenticated.Auto) text += $"  [not signed in: {rule.Unauthenticated}]";
        return rule.IdentityIfSignedIn ? text + "  [identity if signed in]" : text;
    }
}
