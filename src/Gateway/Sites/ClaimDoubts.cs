using Gateway.Claims;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Rules that ask for a claim which the site does not take: nobody meets them, and what they forbid is allowed to everybody.</summary>
internal static class ClaimDoubts
{
    public static void Report(RuleTable rules, ClaimFilter claims, Setting at)
    {
        foreach (var rule in rules.Rules)
            foreach (var word in rule.Requirement.ClaimWords.Where(word => !word.IsLeftBy(claims)).DistinctBy(word => word.Text))
                at[rule.Pattern].Warn(null, $"asks for claim {Excerpt.Of(word.Text)}, which Identity.OnlyClaims or Identity.DropClaims keeps away: nobody has it. Let the claim in, or change the rule.");
    }
}
