using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// What is strange about the rules of a site once all of it is known. The page for refused members is open among protected ones by design,
/// and the vanity URL is never judged by a rule.
/// </summary>
internal static class PathDoubts
{
    public static void Report(RuleTable rules, PageSettings pages, VanityUrl vanity, PathEncodings encoding, Setting at)
    {
        var unauthorized = pages.Unauthorized is { Kind: UnauthorizedKind.UpstreamPath } page ? page.Value.Split('?')[0] : null;
        foreach (var doubt in RuleDoubts.Of(rules, encoding))
        {
            var place = at[doubt.Rule.Pattern];
            if (doubt.Rule.Pattern == vanity.Path) continue;
            if (!doubt.IsNote) place.WarnBecause(null, doubt.Text);
            else if (doubt.Rule.Pattern != unauthorized) place.Note($"{doubt.Text}.");
        }

        if (rules.Rules.FirstOrDefault(rule => rule.Pattern == vanity.Path) is { } idle)
            at[idle.Pattern].WarnBecause(null, "is the vanity URL, which Gateway answers itself: no rule is asked there; leave it out");
    }
}
