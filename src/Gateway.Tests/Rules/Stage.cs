using Xunit;
using Gateway.Rules;
using Gateway.Tests.Claims;

namespace Gateway.Tests.Rules;

/// <summary>The site and the members that the security corpus speaks of.</summary>
internal static class Stage
{
    public static readonly RuleTable Rules = Table(
        ("/", "all granted"), ("/members/", "valid-user"), ("/members/unauth.php", "all granted"), ("/members/full/", "claim trial:0"));

    public static readonly Member Full = Named("full", """{"trial":"0","status":"active"}""");
    public static readonly Member Trial = Named("trial", """{"trial":"1","status":"active"}""");
    public static readonly Member Expired = Named("expired", """{"trial":"1","status":"expired"}""");

    public static Member Named(string user, string userInfo) => new(user, Json.AtLogin("""{"sub":"7"}""", userInfo));

    public static Member? Kind(string kind) => kind switch
    {
        "full" => Full,
        "trial" => Trial,
        "expired" => Expired,
        _ => null,
    };

    public static Requirement Require(string text)
    {
        Assert.True(Requirement.TryParse(text, out var requirement, out var fault), fault);
        return requirement!;
    }

    public static PathRule Rule(string pattern, string requirement) => new() { Pattern = pattern, Requirement = Require(requirement) };

    public static RuleTable Table(params (string Pattern, string Requirement)[] rules) =>
        Table(rules.Select(rule => Rule(rule.Pattern, rule.Requirement)).ToArray());

    public static RuleTable Table(params PathRule[] rules)
    {
        Assert.True(RuleTable.TryCreate(rules, out var table, out var faults), string.Join("; ", faults));
        return table!;
    }

    public static CanonicalPath Path(string raw, PathEncodings encoding = PathEncodings.Utf8)
    {
        Assert.True(CanonicalPath.TryParse(raw, encoding, out var path, out var fault), $"{raw}: {fault}");
        return path!;
    }

    /// <summary>What the corpus's site does with a path: 400, or the outcome.</summary>
    public static string Answer(string raw, Member? member) =>
        CanonicalPath.TryParse(raw, PathEncodings.Utf8, out var path, out _)
            ? Decision.Decide(Rules, path!, null, "GET", member).Outcome.ToString()
            : "400";
}
