using Xunit;

namespace Gateway.Tests.Sites;

public class LogoutSectionTests
{
    [Theory]
    [InlineData("/members/bye.php", true)]
    [InlineData("/members/bye.php?a=b#c", true)]
    [InlineData("https://a.example/members/", true)]
    [InlineData("/bye.php", false)]
    [InlineData("https://a.example/", false)]
    [InlineData("https://other.example/members/", false)]
    public void E47_Landing_page_behind_a_rule_is_a_warning(string page, bool warns)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "https://a.example" ]""").With("Paths", """{ "/": "all granted", "/members/": "valid-user" }""")
            .With("Logout", $$"""{ "LandingPage": "{{page}}" }""");

        var expected = $"gateway.json:11: site \"example\": Logout.LandingPage: \"{page}\" is behind the rule \"/members/\": \"valid-user\": "
            + "whoever signs out is asked to sign in again at once. Name a page that is open to all.";
        Assert.Equal(warns ? [expected] : [], folder.Warnings());
    }
}
