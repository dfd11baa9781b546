using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Sites;

public class PathSectionTests
{
    [Fact]
    public void Short_and_long_forms_become_rules()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", """
            {
              "/": { "Require": "all granted", "Identity": "IfSignedIn" },
              "/members/": { "RequireAny": [ "claim trial:0", { "RequireAll": [ "user bob", "not claim banned:1" ] } ], "Unauthenticated": 410 },
              "/vip/": { "RequireAll": [ "claim trial:0", { "RequireNone": [ "user eve" ] } ] },
              "*.zip": [ { "Require": "claim trial:0", "Methods": [ "GET", "HEAD" ] }, "valid-user" ]
            }
            """);

        var rules = folder.GoodSite().Rules.Rules;

        Assert.Equal(
            [
                "/: all granted",
                "/vip/: RequireAll ( claim trial:0 & RequireNone ( user eve ) )",
                "/members/: RequireAny ( claim trial:0 | RequireAll ( user bob & not claim banned:1 ) )",
                "*.zip: valid-user",
                "*.zip [GET HEAD]: claim trial:0",
            ],
            rules.Select(rule => rule.ToString()));
        Assert.Equal([true, false, false, false, false], rules.Select(rule => rule.IdentityIfSignedIn));
        Assert.Equal(Unauthenticated.Status410, rules[2].Unauthenticated);
    }

    [Theory]
    [InlineData("\"Auto\"", Unauthenticated.Auto)]
    [InlineData("\"Login\"", Unauthenticated.Login)]
    [InlineData("\"401\"", Unauthenticated.Status401)]
    [InlineData("401", Unauthenticated.Status401)]
    [InlineData("407", Unauthenticated.Status407)]
    [InlineData("410", Unauthenticated.Status410)]
    internal void H24_Answer_to_whom_is_not_logged_in_is_read(string json, Unauthenticated expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", $$"""{ "/": { "Require": "valid-user", "Unauthenticated": {{json}} } }""");

        Assert.Equal(expected, Assert.Single(folder.GoodSite().Rules.Rules).Unauthenticated);
    }

    [Theory]
    [InlineData("Pass")]
    [InlineData("pass")]
    public void H23_Pass_is_unknown_and_the_remedy_says_what_it_was_for(string word)
    {
        AssertFaults(
            $$"""{ "/": "all granted", "/m/": { "Require": "valid-user", "Unauthenticated": "{{word}}" } }""",
            $"Paths['/m/'].Unauthenticated: \"{word}\" is not known here. Write {{ \"Require\": \"all granted\", \"Identity\": \"IfSignedIn\" }}: anybody may see the page, and it learns who is signed in.");
    }

    [Theory]
    [InlineData("get", "Paths['/m/']: the method \"get\" is not written as browsers send it; write it in capitals, such as GET.")]
    [InlineData("Get", "Paths['/m/']: the method \"Get\" is not written as browsers send it; write it in capitals, such as GET.")]
    public void H25_Methods_are_written_as_requests_spell_them(string method, string expected) =>
        AssertFaults($$"""{ "/": "all granted", "/m/": { "Require": "valid-user", "Methods": [ "{{method}}" ] } }""", expected);

    [Fact]
    public void H21_Bad_rule_is_named_with_its_path_and_its_place()
    {
        AssertFaults(
            """{ "/": "all granted", "/m/": { "RequireAll": [ "valid-user", { "RequireAny": [ "claim level~(" ] } ] } }""",
            "Paths['/m/'].RequireAll[1].RequireAny[0]: \"claim level~(\" is refused: the regular expression ( can not be read: Invalid pattern '(' at offset 1. Not enough )'s.");
    }

    [Theory]
    [InlineData("""{ "/members/": "valid-user" }""")]
    [InlineData("""{ "/": { "Require": "all granted", "Methods": [ "GET" ] } }""")]
    public void H15_A_site_without_a_rule_for_its_root_is_refused(string json)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", json);

        Assert.Equal(
            ["gateway.json:10: site \"example\": Paths['/']: a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public."],
            folder.Faults());
    }

    [Fact]
    public void Faults_of_several_rules_are_reported_at_once()
    {
        AssertFaults(
            """{ "/m/": "clam trial:0", "members": "valid-user", "/n/": "not claim a:b" }""",
            "Paths['/m/']: \"clam trial:0\" is refused: \"clam trial:0\": clam is not understood here; understood are: all granted, all denied, valid-user, user NAME…, claim NAME:VALUE…, and not in front of these.",
            "Paths.members: a path begins with a slash; a file pattern such as *.zip holds none.",
            "Paths['/n/']: not claim a:b grants nothing by itself; put it inside RequireAll beside a rule that grants.",
            "Paths['/']: a rule for \"/\" without Methods must be there: write \"all granted\" if the site is public.");
    }

    [Theory]
    [InlineData("{}", "none")]
    [InlineData("""{ "Require": "valid-user", "RequireAll": [ "valid-user" ] }""", "Require and RequireAll")]
    public void Long_form_has_exactly_one_requirement(string rule, string found) =>
        AssertFaults(
            $$"""{ "/": {{rule}} }""",
            $"Paths['/']: needs one of Require, RequireAny, RequireAll, RequireNone, and has {found}. Write \"claim trial:0\", or {{ \"RequireAll\": [ \"claim trial:0\", \"claim level:gold\" ] }}.");

    [Theory]
    [InlineData("5", "Paths['/']: \"5\" is no requirement.")]
    [InlineData("""{ "Require": [ "valid-user" ] }""", "Paths['/'].Require: \"[ … ]\" is no text.")]
    [InlineData("""{ "RequireAll": "valid-user" }""", "Paths['/'].RequireAll: \"valid-user\" is no list.")]
    [InlineData("""{ "RequireAny": [ [] ] }""", "Paths['/'].RequireAny[0]: \"[ … ]\" is no requirement.")]
    public void Wrong_type_in_a_rule_is_a_fault_of_its_place(string rule, string expected) =>
        AssertFaults($$"""{ "/": {{rule}} }""", expected + " Write \"claim trial:0\", or { \"RequireAll\": [ \"claim trial:0\", \"claim level:gold\" ] }.");

    [Theory]
    [InlineData("""{ "Require": "valid-user", "Methods": "GET" }""", "Paths['/'].Methods: \"GET\" is no list. Write [ \"…\", \"…\" ].")]
    [InlineData("""{ "Require": "valid-user", "Methods": [ 1 ] }""", "Paths['/'].Methods: \"[ … ]\" holds something else than texts. Write [ \"…\", \"…\" ].")]
    [InlineData("""{ "RequireAll": [] }""", "Paths['/'].RequireAll: an empty list. Write \"claim trial:0\", or { \"RequireAll\": [ \"claim trial:0\", \"claim level:gold\" ] }.")]
    [InlineData("""{ "Require": "valid-user", "Identity": "Always" }""", "Paths['/'].Identity: \"Always\" is not known here. Write IfSignedIn, or leave it out.")]
    [InlineData("""{ "Require": "valid-user", "Unauthenticated": 403 }""", "Paths['/'].Unauthenticated: \"403\" is not known here. Write Auto, Login, 401, 407 or 410.")]
    [InlineData("""{ "Require": "valid-user", "Identity": "IfSignedIn" }""", "Paths['/']: Identity: IfSignedIn is for public paths; where a member is needed, identity is always told.")]
    public void Members_of_the_long_form_are_judged(string rule, string expected) => AssertFaults($$"""{ "/": {{rule}} }""", expected);

    [Fact]
    public void Two_rules_for_the_same_methods_are_refused() =>
        AssertFaults(
            """{ "/": [ { "Require": "valid-user", "Methods": [ "GET" ] }, { "Require": "all denied", "Methods": [ "POST", "GET" ] }, "all denied" ] }""",
            "Paths['/']: two rules are given for it for GET; keep one.");

    [Fact]
    public void H22_Line_without_effect_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", """{ "/": { "RequireAny": [ "valid-user", "claim trial:0" ] } }""");

        Assert.Equal(
            ["gateway.json:10: site \"example\": Paths['/']: claim trial:0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold."],
            folder.Warnings());
    }

    [Theory]
    [InlineData("/members/unauth.php", "is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/unauth.php\": \"all granted\" to Paths.")]
    [InlineData("/members/unauth.php?x=1", "is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/unauth.php\": \"all granted\" to Paths.")]
    [InlineData("https://a.example/members/unauth.php", "is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/unauth.php\": \"all granted\" to Paths.")]
    [InlineData("/MEMBERS/unauth.php", "is itself behind the rule \"/members/\": \"valid-user\". Add \"/MEMBERS/unauth.php\": \"all granted\" to Paths.")]
    [InlineData("/closed", "is itself behind the rule \"/closed\": \"all denied\". Add \"/closed\": \"all granted\" to Paths.")]
    [InlineData("/members/vanity.php", "is the vanity URL itself, which no page lies behind. Write another path.")]
    [InlineData("//evil.example/x", "is no path that a request could have. Write one like /members/unauth.php.")]
    [InlineData("/a%2Fb", "is no path that a request could have. Write one like /members/unauth.php.")]
    public void E39_Page_for_refused_members_must_be_open_to_them(string page, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", """{ "/": "all granted", "/members/": "valid-user", "/closed": "all denied" }""").With("Pages", $$"""{ "Unauthorized": "{{page}}" }""");

        Assert.Equal([$"gateway.json:11: site \"example\": Pages.Unauthorized: \"{page}\" {expected}"], folder.Faults());
    }

    [Theory]
    [InlineData("no place", 0)]
    [InlineData("%s", 1)]
    [InlineData("%s %s %s", 3)]
    public void E38_Template_holds_exactly_two_places(string text, int places)
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("error.html", System.Text.Encoding.UTF8.GetBytes(text)).With("Pages", """{ "ErrorTemplate": "error.html" }""");

        Assert.Equal(
            [$"gateway.json:11: site \"example\": Pages.ErrorTemplate: \"error.html\" holds {places} times %s. Write it exactly twice: the first becomes the message, the second the description."],
            folder.Faults());
    }

    private static void AssertFaults(string paths, params string[] expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", paths);

        Assert.Equal(expected.Select(fault => "gateway.json:10: site \"example\": " + fault), folder.Faults());
    }
}
