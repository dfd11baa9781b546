using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class RemoteUserRuleTests
{
    private const string Issuer = "https://op.example/nats";

    [Theory]
    [InlineData("username", "alice")]
    [InlineData("username@", "alice@op.example/nats")]
    [InlineData("email ^(.*)@", "alice.b")]
    [InlineData("email ^(.*)@.*$ $1", "alice.b")]
    [InlineData("email ^(.*)@(.*)$ $2-$1", "example.com-alice.b")]
    [InlineData("email @.*$ \"\"", "alice.b")]
    [InlineData("email \"^(.*)@.*$\" \"user $1 $ $x\"", "user alice.b $ $x")]
    [InlineData("email ^nobody(.*)", null)]
    [InlineData("missing", null)]
    public void The_user_name_is_read_as_the_directive_says(string text, string? expected)
    {
        var claims = Json.AtLogin("{}", """{"username":"alice","email":"alice.b@example.com"}""");

        Assert.True(RemoteUserRule.TryParse(text, out var rule, out var fault), fault);
        Assert.Equal((expected, ""), (rule!.Read(claims, Issuer), fault));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"username":""}""")]
    [InlineData("""{"username":["alice"]}""")]
    [InlineData("""{"username":{"name":"alice"}}""")]
    [InlineData("""{"username":7}""")]
    [InlineData("""{"username":null}""")]
    [InlineData("""{"username":"frank\nroot"}""")]
    [InlineData("""{"username":"frank\u007f"}""")]
    public void A95_Without_a_clean_name_there_is_no_user(string userInfo)
    {
        var claims = Json.AtLogin("{}", userInfo);

        Assert.True(RemoteUserRule.TryParse("username", out var rule, out _));
        Assert.Null(rule!.Read(claims, Issuer));
    }

    [Theory]
    [InlineData("username", "username", "op.example/nats")]
    [InlineData("username@ ^(a.*)$", "username", "op.example/nats")]
    [InlineData("username@ ^(a.*)$", "username", "http://op.example/nats")]
    public void A_rule_is_shown_as_written_and_appends_an_issuer_without_https(string text, string claim, string issuer)
    {
        Assert.True(RemoteUserRule.TryParse(text, out var rule, out _));

        Assert.Equal((text, claim), (rule!.ToString(), rule.Claim));
        Assert.Equal(text.Contains('@', StringComparison.Ordinal) ? "alice@" + issuer : "alice", rule.Read(Json.AtLogin("{}", """{"username":"alice"}"""), issuer));
    }

    [Theory]
    [InlineData("username ^(a)(b)(c)(d)(e)(f)(g)(h)(i)$ $9$1$0", "iaabcdefghi")]
    [InlineData("username ^(.*)$ $1$", "abcdefghi$")]
    [InlineData("username ^(.*)$ $10", "abcdefghi0")]    // one digit names the group
    [InlineData("username ^(x?) $1", "abcdefghi")]       // found empty: what is around it stays
    [InlineData("username ^(.*)$ $&$_-$1", "$&$_-abcdefghi")]   // these are dollars, not .NET's whole match and whole text
    [InlineData("username ^(x?)", null)]                 // and an empty group is no name
    public void Groups_stand_where_the_substitution_names_them(string text, string? expected)
    {
        Assert.True(RemoteUserRule.TryParse(text, out var rule, out var fault), fault);
        Assert.Equal(expected, rule!.Read(Json.AtLogin("{}", """{"username":"abcdefghi"}"""), Issuer));
    }

    [Fact]
    public void The_id_tokens_name_wins_at_login()
    {
        var claims = Json.AtLogin("""{"username":"token"}""", """{"username":"userinfo"}""");

        Assert.True(RemoteUserRule.TryParse("username", out var rule, out _));
        Assert.Equal("token", rule!.Read(claims, Issuer));
    }

    [Theory]
    [InlineData("", "write a claim's name, and optionally a regular expression and a text to put in its place: \"email ^(.*)@.*$ $1\"")]
    [InlineData("@", "write a claim's name, and optionally a regular expression and a text to put in its place: \"email ^(.*)@.*$ $1\"")]
    [InlineData("a b c d", "write a claim's name, and optionally a regular expression and a text to put in its place: \"email ^(.*)@.*$ $1\"")]
    [InlineData("email .*", "the regular expression needs a group in parentheses: its content becomes the user name")]
    [InlineData("email ^(.*)@ $2", "$2 is used, but the regular expression has 1 groups")]
    [InlineData("email \"^(.*)@", "a quote is opened but not closed in: email \"^(.*)@")]
    [InlineData("email (?=a)(b)", "the regular expression (?=a)(b) looks around or back, which can take forever; write it without (?=, (?!, (?<, (?>, \\1")]
    public void What_can_not_be_read_is_refused_with_a_remedy(string text, string expected)
    {
        Assert.False(RemoteUserRule.TryParse(text, out var rule, out var fault));
        Assert.Null(rule);
        Assert.Equal(expected, fault);
    }
}
