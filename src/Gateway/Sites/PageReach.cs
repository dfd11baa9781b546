using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// Whether the page for refused members can be seen by them. One behind a rule of its own would refuse them again, without end.
/// </summary>
internal sealed class PageReach(IReadOnlyList<Origin> origins, VanityUrl? vanity, RuleTable? rules, PathEncodings encoding)
{
    /// <summary>A path of the site, as it is written in the setting.</summary>
    public void JudgePath(string written, Setting at) => Judge(written, written, at);

    /// <summary>An absolute URL: judged as far as it is one of the site's own.</summary>
    public void JudgeUrl(Uri url, string written, Setting at)
    {
        if (Origin.TryParse(url.GetLeftPart(UriPartial.Authority), out var origin, out _) && origin is not null && origins.Contains(origin))
        {
            Judge(url.PathAndQuery, written, at);
        }
    }

    private void Judge(string target, string written, Setting at)
    {
        var raw = target.Split('?')[0];
        if (raw.StartsWith("//", StringComparison.Ordinal) || !CanonicalPath.TryParse(raw, encoding, out var path, out _) || path is null)
        {
            at.Refuse(written, "is no path that a request could have. Write one like /members/unauth.php.");
            return;
        }

        if (path.Decoded == vanity?.Path)
        {
            at.Refuse(written, "is the vanity URL itself, which no page lies behind. Write another path.");
            return;
        }

        if (rules is null)
        {
            return;
        }

        var decision = Decision.Decide(rules, path, null, "GET", null);
        if (decision.Outcome != Outcome.Allow)
        {
            var rule = $"\"{decision.Rule.Pattern}\": \"{decision.Rule.Requirement}\"";
            at.Refuse(written, $"is itself behind the rule {rule}. Add \"{path.Decoded}\": \"all granted\" to Paths.");
        }
    }
}
