using Xunit;

namespace Gateway.Tests.Sites;

public sealed class PathDoubtsTests
{
    [Fact]
    public void The_page_for_refused_members_is_open_by_design()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", """{ "/": "all granted", "/members/": "valid-user", "/members/unauth.php": "all granted" }""");
        Assert.Equal(
            ["gateway.json:10: site \"example\": Paths['/members/unauth.php']: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant."],
            folder.Notes());

        folder.With("Pages", """{ "Unauthorized": "/members/unauth.php?from=gateway" }""");

        Assert.Empty(folder.Notes());
    }

    [Theory]
    [InlineData("all granted")]
    [InlineData("valid-user")]
    public void A_rule_for_the_vanity_url_is_never_asked(string require)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", $$"""{ "/": "all granted", "/members/": "valid-user", "/members/vanity.php": "{{require}}" }""");

        Assert.Equal(
            ["gateway.json:10: site \"example\": Paths['/members/vanity.php']: is the vanity URL, which Gateway answers itself: no rule is asked there; leave it out."],
            folder.Warnings());
    }

    [Fact]
    public void A_rule_that_never_decides_is_a_warning_on_its_line()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", "{ \"/\": \"all granted\",\n\"/members/\": \"valid-user\",\n\"~^/members\": \"claim trial:0\" }");

        Assert.Equal(
            ["gateway.json:11: site \"example\": Paths['/members/']: never decides: \"~^/members\" comes later and covers the same paths; leave one out, or make the later one narrower."],
            folder.Warnings());
    }
}
