using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>The session cookie goes to no more requests than a site needs.</summary>
public sealed class SessionCookieSectionTests
{
    [Theory]
    [InlineData("[ \"https://a.example\", \"https://b.example\" ]", "a.example", "is not the domain of b.example, whose browsers would drop the cookie. Write the domain of all Origins, or leave it out.")]
    [InlineData("[ \"https://a.example\", \"https://evil-a.example\" ]", "a.example", "is not the domain of evil-a.example, whose browsers would drop the cookie. Write the domain of all Origins, or leave it out.")]
    [InlineData("[ \"https://a.example\" ]", "a.example", "would show the sessions of a site with one host to every other host below that domain, and serve nothing. Leave it out.")]
    [InlineData("[ \"https://a.example\", \"https://b.example\" ]", "example", "is no domain. Write one like example.com.")]
    [InlineData("[ \"https://a.example\", \"https://b.a.example\" ]", "a.example; Path=/", "is no domain. Write one like example.com.")]
    [InlineData("[ \"https://127.0.0.1\", \"https://127.0.0.1:8443\" ]", "127.0.0.1", "is no domain. Write one like example.com.")]
    public void Domain_is_that_of_every_address_of_a_site_with_several(string origins, string domain, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", origins).With("Session", $$"""{ "Cookie": { "Domain": "{{domain}}" } }""");

        Assert.Equal($"gateway.json:11: site \"example\": Session.Cookie.Domain: \"{domain}\" {expected}", Assert.Single(folder.Faults()));
    }

    [Fact]
    public void Domain_that_others_share_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "https://A.example", "https://www.a.example" ]""").With("Session", """{ "Cookie": { "Domain": ".A.Example" } }""");

        Assert.Equal("gateway.json:11: site \"example\": Session.Cookie.Domain: \".A.Example\" sends the session cookie to every host below that domain: what runs there can act for any member who visits it. "
            + "Leave it out if one login for each of the Origins is not needed.", Assert.Single(folder.Warnings()));
        Assert.Equal("a.example", folder.GoodSite().Session.Reach?.Domain);
    }

    [Theory]
    [InlineData("https://a.example", """{ "Path": "/members" }""", true)]
    [InlineData("https://a.example", """{ "Path": "/" }""", false)]
    [InlineData("https://a.example", "{}", false)]
    [InlineData("http://a.example", """{ "Path": "/members" }""", false)]   // has no prefix to lose
    public void C06_Path_that_costs_the_prefix_is_a_warning(string origin, string cookie, bool isWarned)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", $"""[ "{origin}" ]""").With("Session", $$"""{ "Cookie": {{cookie}} }""");

        string[] expected = isWarned
            ? ["gateway.json:11: site \"example\": Session.Cookie.Path: \"/members\" gives the session cookie the prefix __Secure- instead of __Host-: another host of the same domain can then set a cookie of that name, "
                + "and so sign a member in as somebody else. Leave it out if the cookie may go to all of this host."]
            : [];
        Assert.Equal(expected, folder.Warnings().Where(warning => warning.Contains("Session.Cookie", StringComparison.Ordinal)));
    }

    [Fact]
    public void C06_Of_domain_and_path_the_domain_alone_is_warned_of()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "https://a.example", "https://www.a.example" ]""").With("Session", """{ "Cookie": { "Domain": "a.example", "Path": "/members" } }""");

        Assert.Contains("Session.Cookie.Domain", Assert.Single(folder.Warnings()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/members/", "/vanity.php", "leaves out the vanity URL /vanity.php, where logins end and logouts begin. Write a folder around it.")]
    [InlineData("/mem", "/mem/vanity.php", "leaves out \"/members/\" of Paths, where nobody could ever be signed in. Write a folder around it.")]
    [InlineData("members", "/members/vanity.php", "is no path for a cookie. Write one like /members.")]
    [InlineData("/a/../members", "/members/vanity.php", "is no path for a cookie. Write one like /members.")]
    [InlineData("/members;x", "/members/vanity.php", "is no path for a cookie. Write one like /members.")]
    public void Path_is_around_all_that_needs_the_cookie(string path, string vanity, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("RedirectUri", $"\"{vanity}\"").With("Session", $$"""{ "Cookie": { "Path": "{{path}}" } }""");

        Assert.Equal($"gateway.json:11: site \"example\": Session.Cookie.Path: \"{path}\" {expected}", Assert.Single(folder.Faults()));
    }
}
