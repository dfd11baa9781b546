using Gateway.Claims;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// Whether a page can be seen by those it is for: one behind a rule of its own would refuse refused members again, without end, and send
/// whoever has just signed out to the login.
/// </summary>
internal sealed class PageReach(IReadOnlyList<Origin> origins, VanityUrl? vanity, RuleTable? rules, PathEncodings encoding)
{
    /// <summary>The page for refused members: a path of the site, as it is written in the setting.</summary>
    public void JudgePath(string written, Setting at) => Judge(written, written, at);

    /// <summary>The same as an absolute URL: judged as far as it is one of the site's own.</summary>
    public void JudgeUrl(Uri url, string written, Setting at)
    {
        if (IsOwn(url))
        {
            Judge(url.PathAndQuery, written, at);
        }
    }

    /// <summary>The page after a logout, with its URL where it is written as one: whoever comes there has no session.</summary>
    public void JudgeLanding(Uri? url, string written, Setting at)
    {
        if (url is not null && !IsOwn(url))
        {
            return;
        }

        if (Find(url?.PathAndQuery ?? written.Split('#')[0], written, at) is { } path && RuleAt(path) is { } rule)
        {
            at.Warn(written, $"is behind the rule {Excerpt.Of(rule)}: whoever signs out is asked to sign in again at once. Name a page that is open to all.");
        }
    }

    private bool IsOwn(Uri url) =>
        Origin.TryParse(url.GetLeftPart(UriPartial.Authority), out var origin, out _) && origin is not null && origins.Contains(origin);

    private void Judge(string target, string written, Setting at)
    {
        if (Find(target, written, at) is { } path && RuleAt(path) is { } rule)
        {
            at.Refuse(written, $"is itself behind the rule {Excerpt.Of(rule)}. Add \"{Excerpt.Of(path.Decoded, Excerpt.ToCopy)}\": \"all granted\" to Paths.");
        }
    }

    private CanonicalPath? Find(string target, string written, Setting at)
    {
        var raw = target.Split('?')[0];
        if (raw.StartsWith("//", StringComparison.Ordinal) || !CanonicalPath.TryParse(raw, encoding, out var path, out _) || path is null)
        {
            at.Refuse(written, "is no path that a request could have. Write one like /members/unauth.php.");
            return null;
        }

        if (path.Decoded == vanity?.Path)
        {
            at.Refuse(written, "is the vanity URL itself, which no page lies behind. Write another path.");
            return null;
        }

        return path;
    }

    // The rule that a visitor without a session meets; null where there is none.
    private string? RuleAt(CanonicalPath path)
    {
        if (rules is null)
        {
            return null;
        }

        var decision = Decision.Decide(rules, path, null, "GET", null);
        return decision.Outcome == Outcome.Allow ? null : $"\"{decision.Rule.Pattern}\": \"{decision.Rule.Requirement}\"";
    }
}
