using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class RuleTableTests
{
    [Theory]
    [InlineData("/members", "/members/")]
    [InlineData("/members/", "/members/")]
    [InlineData("/members/a/b", "/members/")]
    [InlineData("/membersonly", "/")]
    [InlineData("/members/unauth.php", "/members/unauth.php")]
    [InlineData("/members/unauth.php/info/x", "/members/unauth.php")]
    [InlineData("/members/unauth.phpx", "/members/")]
    [InlineData("/members/full/x", "/members/full/")]
    [InlineData("/a.zip", "*.zip")]
    [InlineData("/members/full/deep/a.zip", "*.zip")]
    [InlineData("/a.zip/", "*.zip")]
    [InlineData("/a.zip/b", "/")]
    [InlineData("/.zip", "*.zip")]
    [InlineData("/members/deep/old-report-2.pdf", "/members/*-report-*.pdf")]
    [InlineData("/old-report-2.pdf", "/")]
    [InlineData("/members/-report-.pdf", "/members/*-report-*.pdf")]
    [InlineData("/members/-report.pdf", "/members/")]
    [InlineData("/members/video12/x", "~/video[0-9]+/")]
    [InlineData("/members/video/x", "/members/")]
    [InlineData("/members/video1/a.zip", "~/video[0-9]+/")]
    public void The_last_rule_that_covers_the_path_holds(string path, string expected)
    {
        var rules = Stage.Table(
            ("*.zip", "valid-user"), ("/members/*-report-*.pdf", "valid-user"), ("~/video[0-9]+/", "valid-user"),
            ("/members/full/", "valid-user"), ("/members/unauth.php", "all granted"), ("/members/", "valid-user"), ("/", "all granted"));

        Assert.Equal(expected, rules.Find(Stage.Path(path), "GET").Exact.Pattern);
    }

    [Fact]
    public void Rules_are_listed_in_the_order_of_application()
    {
        var rules = Stage.Table(("~x", "valid-user"), ("/a/b/", "valid-user"), ("*.zip", "valid-user"), ("/", "all granted"), ("/a/", "valid-user"));

        Assert.Equal(["/", "/a/", "/a/b/", "~x", "*.zip"], rules.Rules.Select(rule => rule.Pattern));
    }

    [Theory]
    [InlineData("/MEMBERS/A.ZIP")]
    [InlineData("/members/a.zip.")]
    [InlineData("/members/%EF%BD%81.zip")]
    [InlineData("/members/VIDEO1/x")]
    public void Patterns_match_folded_in_any_letter_case(string path)
    {
        var rules = Stage.Table(("/", "all granted"), ("/Members/*A.Zip", "all denied"), ("~^/Members/Video[0-9]", "all denied"));

        var match = rules.Find(Stage.Path(path), "GET");

        Assert.Equal("/", match.Exact.Pattern);
        Assert.NotEqual("/", match.Folded.Pattern);
    }

    [Theory]
    [InlineData("GET", "Deny", "LogIn")]
    [InlineData("HEAD", "Deny", "LogIn")]
    [InlineData("POST", "Allow", "LogIn")]
    [InlineData("DELETE", "Allow", "LogIn")]
    [InlineData("OPTIONS", "Allow", "LogIn")]
    [InlineData("get", "Allow", "LogIn")]
    public void H25_A_rule_with_methods_leaves_other_methods_to_the_outer_rule(string method, string trial, string anonymous)
    {
        var rules = Stage.Table(
            Stage.Rule("/", "all granted"),
            Stage.Rule("/members/", "valid-user"),
            Stage.Rule("/members/full/", "claim trial:0") with { Methods = ["GET", "HEAD"] });
        var path = Stage.Path("/members/full/a.php");

        Assert.Equal(trial, Decision.Decide(rules, path, null, method, Stage.Trial).Outcome.ToString());
        Assert.Equal(anonymous, Decision.Decide(rules, path, null, method, null).Outcome.ToString());
    }

    [Fact]
    public void H25_Head_is_bound_only_where_it_is_listed()
    {
        var rules = Stage.Table(Stage.Rule("/", "all granted"), Stage.Rule("*.zip", "valid-user") with { Methods = ["GET"] });

        Assert.Equal("*.zip", rules.Find(Stage.Path("/a.zip"), "GET").Exact.Pattern);
        Assert.Equal("/", rules.Find(Stage.Path("/a.zip"), "HEAD").Exact.Pattern);
    }

    [Fact]
    public void Rules_of_one_key_share_the_methods_among_them()
    {
        var rules = Stage.Table(
            Stage.Rule("/", "all granted"),
            Stage.Rule("/form/", "all denied") with { Methods = ["POST"] },
            Stage.Rule("/form/", "claim trial:0") with { Methods = ["PUT", "DELETE"] },
            Stage.Rule("/form/", "valid-user"));
        var path = Stage.Path("/form/x");

        Assert.Equal("all denied", rules.Find(path, "POST").Exact.Requirement.ToString());
        Assert.Equal("claim trial:0", rules.Find(path, "DELETE").Exact.Requirement.ToString());
        Assert.Equal("valid-user", rules.Find(path, "GET").Exact.Requirement.ToString());
    }

    [Theory]
    [InlineData("members/", "a path begins with a slash; a file pattern such as *.zip holds none")]
    [InlineData("members/*.zip", "a path begins with a slash; a file pattern such as *.zip holds none")]
    [InlineData("", "a path begins with a slash; a file pattern such as *.zip holds none")]
    [InlineData("/a\tb", "a path holds no control characters and no broken ones")]
    [InlineData("/a?b", "a path holds no ?, # or backslash; the query takes no part in rules")]
    [InlineData("/a#b", "a path holds no ?, # or backslash; the query takes no part in rules")]
    [InlineData("/a\\b", "a path holds no ?, # or backslash; the query takes no part in rules")]
    [InlineData("/a//b", "a path holds no doubled slashes and no . or .. segments: those never reach a rule")]
    [InlineData("/a/../b", "a path holds no doubled slashes and no . or .. segments: those never reach a rule")]
    [InlineData("/a%20b/", "paths in rules are written decoded: a blank for %20, ü for %C3%BC")]
    [InlineData("/a\uFFFDb", "a path holds no control characters and no broken ones")]
    [InlineData("/a/./b", "a path holds no doubled slashes and no . or .. segments: those never reach a rule")]
    [InlineData("/x%41/", "paths in rules are written decoded: a blank for %20, ü for %C3%BC")]
    [InlineData("/%/%4f", "paths in rules are written decoded: a blank for %20, ü for %C3%BC")]
    [InlineData("/a*/b", "a * may stand in the last part of a path only; for more write ~ and a regular expression")]
    [InlineData("~", "a regular expression must follow the ~")]
    [InlineData("~(?=a)", "the regular expression (?=a) looks around or back, which can take forever; write it without (?=, (?!, (?<, (?>, \\1")]
    public void A_key_that_could_never_hold_is_refused(string pattern, string expected) =>
        Assert.Equal([(pattern, expected)], FaultsOf(Stage.Rule("/", "all granted"), Stage.Rule(pattern, "valid-user")));

    [Theory]
    [InlineData("/100%/")]
    [InlineData("/a%zz/")]
    [InlineData("/a%z1/")]
    [InlineData("/a%1z/")]
    [InlineData("/a%2")]
    [InlineData("/a%")]
    [InlineData("/a*")]
    [InlineData("/.a/..b")]
    public void A_key_may_hold_what_only_looks_like_an_escape_or_a_dot_segment(string pattern) =>
        Assert.Empty(FaultsOf(Stage.Rule("/", "all granted"), Stage.Rule(pattern, "valid-user")));

    [Theory]
    [InlineData("", false)]
    [InlineData("gET", false)]
    [InlineData("G T", false)]
    [InlineData("M-SEARCH", true)]
    [InlineData("X_1", true)]
    public void A_method_is_written_in_capitals(string method, bool good)
    {
        var fault = ("/x", $"the method \"{method}\" is not written as browsers send it; write it in capitals, such as GET");

        Assert.Equal(good ? [] : [fault], FaultsOf(Stage.Rule("/", "all granted"), Stage.Rule("/x", "valid-user") with { Methods = [method] }));
    }

    [Fact]
    public void The_root_must_be_there_for_every_method()
    {
        const string fault = "a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public";

        Assert.Equal([("/", fault)], FaultsOf());
        Assert.Equal([("/", fault)], FaultsOf(Stage.Rule("/", "all granted") with { Methods = ["GET"] }));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = FaultsOf(
            Stage.Rule("/a", "not valid-user"),
            Stage.Rule("/b", "valid-user") with { IdentityIfSignedIn = true },
            Stage.Rule("/c", "valid-user") with { Methods = [] },
            Stage.Rule("/d", "valid-user") with { Methods = ["get"] });

        Assert.Equal(
            [
                ("/a", "not valid-user grants nothing by itself; put it inside RequireAll beside a rule that grants"),
                ("/b", "Identity: IfSignedIn is for public paths; where a member is needed, identity is always told"),
                ("/c", "Methods is empty; name at least one, or leave it out"),
                ("/d", "the method \"get\" is not written as browsers send it; write it in capitals, such as GET"),
                ("/", "a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public"),
            ],
            faults);
    }

    [Fact]
    public void Two_rules_for_one_key_are_a_fault()
    {
        Assert.Equal(
            [("/a", "two rules are given for it; keep one")],
            FaultsOf(Stage.Rule("/", "all granted"), Stage.Rule("/a", "valid-user"), Stage.Rule("/a", "valid-user")));
        Assert.Equal(
            [("/a", "two rules are given for it for PUT; keep one")],
            FaultsOf(
                Stage.Rule("/", "all granted"),
                Stage.Rule("/a", "valid-user") with { Methods = ["GET", "PUT"] },
                Stage.Rule("/a", "all denied") with { Methods = ["PUT"] }));
    }

    [Theory]
    [InlineData("/Members/")]
    [InlineData("/members")]
    [InlineData("/members./")]
    public void Keys_that_fold_together_need_the_same_rule(string pattern)
    {
        PathRule[] outer = [Stage.Rule("/", "all granted"), Stage.Rule("/members/", "valid-user")];

        Assert.Equal(
            [(pattern, "means the same as /members/ on some file systems, but another rule is given for it; give both the same")],
            FaultsOf([.. outer, Stage.Rule(pattern, "claim trial:0")]));
        Assert.Empty(FaultsOf([.. outer, Stage.Rule(pattern, "valid-user")]));
    }

    [Fact]
    public void Keys_that_fold_together_need_the_same_way_to_the_login()
    {
        PathRule[] others =
        [
            Stage.Rule("/Members/", "valid-user") with { Unauthenticated = Unauthenticated.Status401 },
            Stage.Rule("/Members/", "valid-user") with { IdentityIfSignedIn = true, Requirement = Stage.Require("all granted") },
            Stage.Rule("/Members/", "valid-user") with { Login = Extras("openid", "login") },
        ];

        Assert.All(others, other => Assert.Single(FaultsOf(Stage.Rule("/", "all granted"), other, Stage.Rule("/members/", "valid-user"))));
        Assert.All(others, other => Assert.Empty(FaultsOf(Stage.Rule("/", "all granted"), other, other with { Pattern = "/members/" })));
    }

    [Fact]
    public void Identity_on_one_spelling_of_a_public_path_is_a_fault() => Assert.Equal(
        [("/Tour/", "means the same as /tour/ on some file systems, but another rule is given for it; give both the same")],
        FaultsOf(Stage.Rule("/", "all granted"), Stage.Rule("/tour/", "all granted"), Stage.Rule("/Tour/", "all granted") with { IdentityIfSignedIn = true }));

    [Fact]
    public void Logins_are_the_same_where_all_they_ask_for_is()
    {
        Assert.Equal(Extras("openid", "login"), Extras("openid", "login"));
        Assert.Equal(Extras("openid", "login").GetHashCode(), Extras("openid", "login").GetHashCode());
        Assert.NotEqual(Extras("openid", "login"), Extras("openid email", "login"));
        Assert.NotEqual(Extras("openid", "login"), Extras("openid", "none"));
        Assert.False(Extras("openid", "login").Equals(null));
    }

    [Fact]
    public void A_look_up_among_few_rules_allocates_nothing()
    {
        var rules = Stage.Table(("/", "all granted"), ("/members/", "valid-user"), ("*.zip", "valid-user"), ("~/video[0-9]+/", "valid-user"));
        var path = Stage.Path("/Members/page.php");
        for (var warm = 0; warm < 100; warm++)
            rules.Find(path, "GET");

        var before = GC.GetAllocatedBytesForCurrentThread();
        rules.Find(path, "GET");

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static LoginExtras Extras(string scope, string prompt) => new(scope, [new("prompt", prompt)]);

    private static IReadOnlyList<(string Pattern, string Fault)> FaultsOf(params PathRule[] rules)
    {
        Assert.Equal(RuleTable.TryCreate(rules, out var table, out var faults), table is not null);
        return faults;
    }
}
