using Gateway.FastCgi;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Commands;

/// <summary>Asks the gate's own decision function about one request, and says why it answers as it does.</summary>
internal static class Explainer
{
    public static Explanation Explain(Site site, string method, string rawPath, Member? member)
    {
        if (HttpMethods.IsTrace(method) || HttpMethods.IsConnect(method))
            return MethodRefused(site, method, rawPath, "request_method", "No rule is asked, and nothing is passed on: this method is served on no path.");

        if (!CanonicalPath.TryParse(rawPath, site.PathEncoding, out var path, out var fault) || path is null)
        {
            return new Explanation(site.Name, method, rawPath, OutcomeWords.Refused)
            {
                Reason = "path_refused",
                Status = StatusCodes.Status400BadRequest,
                Detail = fault,
                ForWhoeverAsks = true,
                Meaning = "No rule is asked, and nothing is passed on: two programs could read this path in two ways.",
            };
        }

        if (path.Decoded == site.RedirectUri.Path)
        {
            if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsPost(method))
                return MethodRefused(site, method, path.Encoded, "vanity_method", "Gateway answers this address itself, and it is opened with GET or POST.");

            return new Explanation(site.Name, method, path.Encoded, OutcomeWords.Vanity)
            {
                ForWhoeverAsks = true,
                Meaning = "Gateway answers this address itself, by its query: no rule is asked, and nothing is passed on.",
            };
        }

        var decision = site.Decide(path, method, member);
        var asked = Asked(site, path, method, member);
        if (decision.Outcome == Outcome.Allow && MethodFault(site, path, method) is var (reason, meaning))
            return MethodRefused(site, method, path.Encoded, reason, meaning) with { ForWhoeverAsks = !decision.ShowsIdentity, Member = decision.ShowsIdentity ? member?.User : null, Asked = Rows(asked) };

        return new Explanation(site.Name, method, path.Encoded, OutcomeWords.Of(decision.Outcome))
        {
            ForWhoeverAsks = decision.ForGood,
            Member = decision.ForGood ? null : member?.User,
            Reason = decision.Reason,
            Status = decision.Outcome == Outcome.Deny ? site.StatusOf(decision) : null,
            Rule = decision.Rule.Directive,
            ShowsIdentity = decision.Outcome == Outcome.Allow ? decision.ShowsIdentity : null,
            Asked = Rows(asked),
            Meaning = Meaning(site, path, decision),
            Warnings = [.. asked.SelectMany(one => one.Rule.Requirement.Warnings).Distinct()],
        };
    }

    // What the rules allow and nobody could carry out as it was asked.
    private static (string Reason, string Meaning)? MethodFault(Site site, CanonicalPath path, string method)
    {
        if (site.Upstreams.Find(path).Upstream is FastCgiUpstream php && SiteFile.Find(php.Application, path, site.PathEncoding).Found.Kind == MappedKind.File)
            return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? null : ("file_method", "The rules allow it, but this is a file: it is read with GET or HEAD, and nothing else.");
        return MethodSpelling.WouldChange(method)
            ? ("method_spelling", "The rules allow it, but it is not passed on: method names count by letter case, and two programs could read this one differently.")
            : null;
    }

    private static Explanation MethodRefused(Site site, string method, string path, string reason, string meaning) => new(site.Name, method, path, OutcomeWords.MethodRefused)
    {
        Reason = reason,
        Status = StatusCodes.Status405MethodNotAllowed,
        ForWhoeverAsks = true,
        Meaning = meaning,
    };

    private static IReadOnlyList<AskedRule> Rows(List<(AskedRule Row, PathRule Rule)> asked) => [.. asked.Select(one => one.Row).DistinctBy(row => (row.Path, row.Rule))];

    private static List<(AskedRule Row, PathRule Rule)> Asked(Site site, CanonicalPath path, string method, Member? member)
    {
        var asked = new List<(AskedRule, PathRule)>();
        foreach (var name in site.NamesOf(path))
        {
            var reading = name == path ? "path" : site.Upstreams.Find(path).Upstream is FastCgiUpstream ? "file" : "script";
            var found = site.Rules.Find(name, method);
            asked.Add(Ask(reading, name.Decoded, found.Exact, member));
            asked.Add(Ask($"{reading}, folded", name.Folded, found.Folded, member));
        }

        return asked;
    }

    private static (AskedRule, PathRule) Ask(string reading, string path, PathRule rule, Member? member) =>
        (new AskedRule(reading, path, rule.Directive, OutcomeWords.Of(rule.Requirement.Evaluate(member))), rule);

    private static string Meaning(Site site, CanonicalPath path, Decision decision) => decision.Outcome switch
    {
        Outcome.Allow when decision.ShowsIdentity => $"Passed on to {CheckedSite.UpstreamOf(site.Upstreams.Find(path))}, which is told who is signed in.",
        Outcome.Allow => $"Passed on to {CheckedSite.UpstreamOf(site.Upstreams.Find(path))}, which is not told who is signed in.",
        Outcome.LogIn => decision.Rule.Unauthenticated switch
        {
            Unauthenticated.Auto => "A page goes to the login, a script gets 401.",
            Unauthenticated.Login => "A page goes to the login, and so does a script.",
            var status => $"Pages and scripts get {status.ToString()["Status".Length..]}: the rule says so.",
        },
        _ when decision.ForGood => "Nobody may open this address, signed in or not.",
        _ when site.Pages.Unauthorized is { Kind: not UnauthorizedKind.Text } page => $"A page shows {page.Value}, a script gets JSON of that status.",
        _ => "A page shows why, a script gets JSON of that status.",
    };
}
