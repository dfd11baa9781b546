using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>The truth table: method, rule and kind of member.</summary>
public sealed class DecisionTests
{
    private static readonly RuleTable Rules = Stage.Table(
        Stage.Rule("/", "all granted"),
        Stage.Rule("/hello/", "all granted") with { IdentityIfSignedIn = true },
        Stage.Rule("/members/", "valid-user"),
        Stage.Rule("/members/full/", "claim trial:0"),
        Stage.Rule("/members/current/", "valid-user") with
        {
            Requirement = Requirement.All([Stage.Require("valid-user"), Stage.Require("not claim status:expired")]),
        },
        Stage.Rule("/upload/", "claim trial:0") with { Methods = ["POST", "PUT"] },
        Stage.Rule("/closed/", "all denied"));

    [Theory]
    [InlineData("GET", "/x", "Allow", "Allow", "Allow", "Allow")]
    [InlineData("POST", "/x", "Allow", "Allow", "Allow", "Allow")]
    [InlineData("GET", "/hello/x", "Allow", "Allow", "Allow", "Allow")]
    [InlineData("GET", "/members/x", "Allow", "Allow", "Allow", "LogIn")]
    [InlineData("POST", "/members/x", "Allow", "Allow", "Allow", "LogIn")]
    [InlineData("OPTIONS", "/members/x", "Allow", "Allow", "Allow", "LogIn")]
    [InlineData("GET", "/members/full/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("HEAD", "/members/full/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("POST", "/members/full/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("BREW", "/members/full/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("GET", "/members/current/x", "Allow", "Allow", "Deny", "LogIn")]
    [InlineData("GET", "/upload/x", "Allow", "Allow", "Allow", "Allow")]
    [InlineData("POST", "/upload/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("PUT", "/upload/x", "Allow", "Deny", "Deny", "LogIn")]
    [InlineData("GET", "/closed/x", "Deny for good", "Deny for good", "Deny for good", "Deny for good")]
    public void Each_kind_of_member_gets_what_the_rule_says(string method, string path, string full, string trial, string expired, string none)
    {
        Assert.Equal(full, Answer(method, path, "full"));
        Assert.Equal(trial, Answer(method, path, "trial"));
        Assert.Equal(expired, Answer(method, path, "expired"));
        Assert.Equal(none, Answer(method, path, "none"));
    }

    [Fact]
    public void The_rule_that_refuses_is_named()
    {
        var folded = Decision.Decide(Rules, Stage.Path("/Members/FULL/x"), null, "GET", Stage.Trial);
        var allowed = Decision.Decide(Rules, Stage.Path("/members/x"), null, "GET", Stage.Trial);

        Assert.Equal(Outcome.Deny, folded.Outcome);
        Assert.Equal("/members/full/", folded.Rule.Pattern);
        Assert.Equal("/members/", allowed.Rule.Pattern);
    }

    [Theory]
    [InlineData("/index.php/members/full/x", "/index.php", "trial", "Allow", "/")]
    [InlineData("/x/", "/members/full/index.php", "trial", "Deny", "/members/full/")]
    [InlineData("/x/", "/members/full/index.php", "none", "LogIn", "/members/full/")]
    [InlineData("/x/", "/Members/index.php", "none", "LogIn", "/members/")]
    [InlineData("/members/full/a.php/extra", "/members/full/a.php", "trial", "Deny", "/members/full/")]
    [InlineData("/members/full/a.php/extra", "/members/full/a.php", "full", "Allow", "/members/full/")]
    [InlineData("/members/x/", "/x/index.php", "full", "Allow", "/members/")]
    [InlineData("/members/x/", "/Members/full/index.php", "none", "LogIn", "/members/")]
    public void Path_and_script_must_both_allow(string path, string script, string member, string expected, string rule)
    {
        var decision = Decision.Decide(Rules, Stage.Path(path), Stage.Path(script), "GET", Stage.Kind(member));

        Assert.Equal(expected, decision.Outcome.ToString());
        Assert.Equal(rule, decision.Rule.Pattern);
    }

    [Fact]
    public void Nobody_is_sent_to_a_login_that_could_not_help()
    {
        var decision = Decision.Decide(Rules, Stage.Path("/members/x"), Stage.Path("/closed/x.php"), "GET", null);

        Assert.Equal(Outcome.Deny, decision.Outcome);
        Assert.True(decision.ForGood);
        Assert.Equal("/closed/", decision.Rule.Pattern);
    }

    [Theory]
    [InlineData("/x", null, false)]
    [InlineData("/hello/x", null, true)]
    [InlineData("/HELLO/x", null, false)]
    [InlineData("/hello/x", "/x.php", false)]
    [InlineData("/hello/x", "/hello/x.php", true)]
    [InlineData("/members/x", null, true)]
    [InlineData("/Members/x", null, true)]
    [InlineData("/x", "/members/x.php", true)]
    public void Identity_is_shown_where_a_member_is_needed_or_every_public_rule_says_so(string path, string? script, bool expected)
    {
        var scriptPath = script is null ? null : Stage.Path(script);

        Assert.Equal(expected, Decision.Decide(Rules, Stage.Path(path), scriptPath, "GET", null).ShowsIdentity);
        Assert.Equal(expected, Decision.Decide(Rules, Stage.Path(path), scriptPath, "GET", Stage.Full).ShowsIdentity);
    }

    [Theory]
    [InlineData("/x", null, false)]
    [InlineData("/members/x", null, false)]
    [InlineData("/members/full/x", null, true)]
    [InlineData("/Members/full/x", null, true)]
    [InlineData("/x", "/members/full/a.php", true)]
    public void Claims_matter_where_any_rule_asks_for_more_than_a_member(string path, string? script, bool expected)
    {
        var scriptPath = script is null ? null : Stage.Path(script);

        Assert.Equal(expected, Decision.Decide(Rules, Stage.Path(path), scriptPath, "GET", Stage.Full).NeedsClaims);
    }

    private static string Answer(string method, string path, string kind)
    {
        var decision = Decision.Decide(Rules, Stage.Path(path), null, method, Stage.Kind(kind));
        return decision.ForGood ? $"{decision.Outcome} for good" : decision.Outcome.ToString();
    }
}
