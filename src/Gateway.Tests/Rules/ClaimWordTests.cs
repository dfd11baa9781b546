using Gateway.Claims;
using Gateway.Rules;
using Gateway.Tests.Claims;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class ClaimWordTests
{
    [Theory]
    [InlineData("""{"trial":"0"}""", true)]
    [InlineData("""{"trial":0}""", true)]
    [InlineData("""{"trial":["1","0"]}""", true)]
    [InlineData("""{"trial":[1,0]}""", true)]
    [InlineData("""{"trial":0.0}""", false)]
    [InlineData("""{"trial":false}""", false)]
    [InlineData("""{"trial":null}""", false)]
    [InlineData("""{"trial":""}""", false)]
    [InlineData("""{"trial":"0 "}""", false)]
    [InlineData("""{"trial":"00"}""", false)]
    [InlineData("""{"trial":-0.4}""", false)]
    [InlineData("""{"trial":[]}""", false)]
    [InlineData("""{"trial":[["0"]]}""", false)]
    [InlineData("""{"trial":[{"0":0}]}""", false)]
    [InlineData("""{"trial":{"0":0}}""", false)]
    [InlineData("""{"other":"0"}""", false)]
    [InlineData("{}", false)]
    public void A97_Trial_0_is_met_by_exactly_that(string userInfo, bool expected) => Assert.Equal(expected, IsMet("trial:0", userInfo));

    [Fact]
    public void A97_No_other_text_is_met_by_the_number_0()
    {
        foreach (var word in new[] { "trial:no", "trial:", "trial:false", "trial:00", "trial:+0", "trial:0x0", "trial: 0" })
            Assert.False(IsMet(word, """{"trial":0}"""), word);
    }

    [Theory]
    [InlineData("trial:true", """{"trial":true}""", true)]
    [InlineData("trial:1", """{"trial":true}""", false)]
    [InlineData("trial:false", """{"trial":[true,false]}""", true)]
    [InlineData("n:-9223372036854775808", """{"n":-9223372036854775808}""", true)]
    [InlineData("n:9223372036854775808", """{"n":9223372036854775808}""", false)]
    [InlineData("n:4294967296", """{"n":0}""", false)]
    [InlineData("name:gold member", """{"name":"gold member"}""", true)]
    [InlineData("name:goldmember", """{"name":"gold member"}""", false)]
    [InlineData("name:Gold", """{"name":"gold"}""", false)]
    [InlineData("name:Zoë", """{"name":"Zo\u00eb"}""", true)]
    [InlineData("name:null", """{"name":null}""", false)]
    public void A_value_matches_by_its_exact_text(string word, string userInfo, bool expected) => Assert.Equal(expected, IsMet(word, userInfo));

    [Theory]
    [InlineData("plan.name:gold", """{"plan":{"name":"gold"}}""", true)]
    [InlineData("plan.a.b:c", """{"plan":{"a":{"b":["x","c"]}}}""", true)]
    [InlineData("plan.name~^g", """{"plan":{"name":"gold"}}""", true)]
    [InlineData("plan.name:gold", """{"plan":[{"name":"gold"}]}""", false)]
    [InlineData("plan.name:gold", """{"plan":"name:gold"}""", false)]
    [InlineData("plan.name:gold", """{"plan":{"name":"silver","other":"gold"}}""", false)]
    [InlineData("plan.name~a:b", """{"plan":{"name~a":"b"}}""", false)]    // behind the tilde all is pattern
    [InlineData("plan.~a:b", """{"plan":{"~a":"b"}}""", false)]
    [InlineData("plan.~a:b", """{"plan":{"":"xa:by"}}""", true)]
    [InlineData("roles.admin", """{"roles":["admin"]}""", false)]
    public void Dots_go_into_objects(string word, string userInfo, bool expected)
    {
        var taken = ClaimWord.TryParse(word, out var parsed, out _);

        Assert.Equal(expected, taken && parsed!.IsMetBy(Json.AtLogin("{}", userInfo)));
    }

    [Theory]
    [InlineData("https://x/role:admin", """{"https://x/role":"admin"}""")]
    [InlineData("a.b:c", """{"a.b":"c"}""")]
    [InlineData("a.b:c", """{"a":{"x":1},"a.b":"c"}""")]
    [InlineData("urn:x:role:admin", """{"urn":"no","urn:x:role":["admin"]}""")]
    [InlineData("a:b:c", """{"a":"b:c"}""")]
    [InlineData("a.b.c:d", """{"a":{"b.c":"d"}}""")]
    [InlineData("https://x/role~^(adm|root)", """{"https://x/role":"admin"}""")]
    [InlineData("trial:a~(b", """{"trial":"a~(b"}""")]
    [InlineData("trial:a~b", """{"trial":"a~b"}""")]
    public void H21_A_claims_own_name_may_hold_dots_and_colons(string word, string userInfo) => Assert.True(IsMet(word, userInfo));

    [Theory]
    [InlineData("trial~^0$", "\"0\"", true)]
    [InlineData("trial~^0$", "\"0\\n\"", false)]
    [InlineData("trial~^0.$", "\"0\\n\"", false)]
    [InlineData("trial~^0.*admin$", "\"0\\nadmin\"", false)]
    [InlineData("trial~0", "\"10\"", true)]
    [InlineData("trial~0", "10", false)]
    [InlineData("trial~a~b", "\"xa~by\"", true)]
    [InlineData("trial~^b", "[1,\"a\",\"b\"]", true)]
    [InlineData("trial~^b", "[[\"b\"],{\"b\":\"b\"},true]", false)]
    [InlineData("trial~^TRUE", "\"true\"", false)]
    [InlineData("trial~true", "true", false)]
    public void H20_A_pattern_is_searched_in_texts_and_lists_of_texts(string word, string value, bool expected) =>
        Assert.Equal(expected, IsMet(word, $$"""{"trial":{{value}}}"""));

    [Fact]
    public void H20_A_pattern_without_both_anchors_gets_a_warning()
    {
        const string warning = "claim trial~^0: the pattern is found anywhere in the value; bind it with ^ and $ if the whole value is meant";

        Assert.Equal([warning], Stage.Require("claim trial~^0 trial~^0$").Warnings);
    }

    [Theory]
    [InlineData("claim trial:a~(b")]
    [InlineData("claim trial:0")]
    public void H20_What_is_no_pattern_gets_no_warning(string rule) => Assert.Empty(Stage.Require(rule).Warnings);

    [Fact]
    public void H19_A_hostile_value_does_not_slow_a_pattern_down()
    {
        var hostile = $$"""{"name":"{{new string('a', 50_000)}}!"}""";

        Assert.False(IsMet("name~(a+)+$", hostile));
    }

    [Fact]
    public void H21_A_bad_pattern_is_refused_by_name()
    {
        Assert.False(ClaimWord.TryParse("level~(gold", out _, out var fault));
        Assert.StartsWith("the regular expression (gold can not be read: ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trial:0", true)]
    [InlineData("level:gold", false)]
    [InlineData("plan.name:gold", true)]
    [InlineData("urn:x:role:admin", true)]
    public void A_word_is_known_where_a_claim_has_one_of_its_names(string text, bool expected)
    {
        Assert.True(ClaimWord.TryParse(text, out var word, out _));

        Assert.Equal(expected, word!.IsKnownTo(Json.AtLogin("{}", """{"trial":"1","plan":"x","urn:x:role":"y"}""")));
    }

    [Theory]
    [InlineData("trial:0", true)]
    [InlineData("level:gold", false)]
    [InlineData("urn:x:role:admin", true)]
    public void A_word_can_be_met_where_one_of_its_names_is_taken(string text, bool expected)
    {
        Assert.True(ClaimWord.TryParse(text, out var word, out _));

        Assert.Equal(expected, word!.IsLeftBy(new ClaimFilter(new HashSet<string> { "trial", "urn:x:role" }, new HashSet<string>())));
    }

    [Fact]
    public void A98_Rules_see_the_source_that_counts()
    {
        Assert.True(ClaimWord.TryParse("trial:0", out var word, out _));

        Assert.True(word!.IsMetBy(Json.AtLogin("""{"trial":"0"}""", """{"trial":"1"}""")));
        Assert.False(word.IsMetBy(Json.Later("""{"trial":"0"}""", """{"trial":"1"}""")));
        Assert.True(word.IsMetBy(Json.Later("""{"trial":"1"}""", """{"trial":"0"}""")));
    }

    [Fact]
    public void Nobody_without_claims_meets_a_claim_rule()
    {
        Assert.Equal(Grant.Denied, Stage.Require("claim trial:0").Evaluate(new Member("bare", ClaimSet.Empty)));
    }

    private static bool IsMet(string word, string userInfo)
    {
        Assert.True(ClaimWord.TryParse(word, out var parsed, out var fault), fault);
        return parsed!.IsMetBy(Json.AtLogin("{}", userInfo));
    }
}
