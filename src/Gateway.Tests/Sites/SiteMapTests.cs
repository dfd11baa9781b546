using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public class SiteMapTests
{
    [Theory]
    [InlineData("A.EXAMPLE", "https://a.example")]
    [InlineData("a.example", "https://a.example")]
    [InlineData("a.example:443", "https://a.example")]
    [InlineData("b.example", "http://b.example")]
    [InlineData("b.example:80", "http://b.example")]
    [InlineData("b.example:8443", "https://b.example:8443")]
    [InlineData("[::1]:8080", "http://[::1]:8080")]
    public void F103_Host_finds_the_origin_in_any_letter_case_and_with_its_own_port(string host, string origin)
    {
        var map = Map();

        Assert.True(map.TryFind(host, out var site, out var found));

        Assert.Equal("example", site.Name);
        Assert.Equal(origin, found.ToString());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("")]
    [InlineData("a.example.")]
    [InlineData("a.example:80")]
    [InlineData("a.example:99999")]
    [InlineData("a.example:0443")]
    [InlineData("a.example:")]
    [InlineData("a.example@evil")]
    [InlineData("evil@a.example")]
    [InlineData("a.example/x")]
    [InlineData("[::1")]
    [InlineData("[::1]")]
    [InlineData("a.example\r\n")]
    [InlineData(" a.example")]
    [InlineData("b.example:443")]
    public void F102_Any_other_host_is_no_site(string host)
    {
        var map = Map();

        Assert.False(map.TryFind(host, out var site, out var origin));

        Assert.Null(site);
        Assert.Null(origin);
    }

    [Fact]
    public void Finding_a_site_allocates_nothing()
    {
        var map = Map();
        map.TryFind("a.example", out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        map.TryFind("a.example", out _, out _);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Each_site_has_its_own_hosts()
    {
        using var folder = new ConfigurationFolder();
        folder.OtherSite = Other("https://c.example");

        var map = ConfigurationFolder.Good(folder.Read()).Sites;

        Assert.True(map.TryFind("c.example", out var site, out _));
        Assert.Equal("other", site.Name);
        Assert.Equal(["example", "other"], map.All.Select(one => one.Name));
    }

    [Theory]
    [InlineData("https://a.example", "clashes with \"https://a.example\" of site \"example\"")]
    [InlineData("https://A.example:443", "clashes with \"https://a.example\" of site \"example\"")]
    [InlineData("http://a.example", "clashes with \"https://a.example\" of site \"example\"")]
    [InlineData("http://a.example:443", "clashes with \"https://a.example\" of site \"example\"")]
    public void H15_Host_that_two_sites_claim_is_refused_with_both_names(string origin, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.OtherSite = Other(origin);

        Assert.Equal(
            [$"gateway.json:12: site \"other\": Origins[0]: \"{origin}\" {expected}: one Host header would mean both. Leave one out."],
            folder.Faults());
    }

    [Fact]
    public void H15_Origin_that_stands_twice_in_one_site_is_refused()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", "[ \"https://a.example\", \"https://a.example\" ]");

        Assert.Equal(
            ["gateway.json:5: site \"example\": Origins[1]: \"https://a.example\" clashes with \"https://a.example\" of site \"example\": one Host header would mean both. Leave one out."],
            folder.Faults());
    }

    private static SiteMap Map()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "https://a.example", "http://b.example", "https://b.example:8443", "http://[::1]:8080" ]""");
        return ConfigurationFolder.Good(folder.Read()).Sites;
    }

    private static string Other(string origin) =>
        $$"""
        "other": { "Origins": [ "{{origin}}" ], "RedirectUri": "/v", "Passphrase": "another horse battery staple", "Provider": {{ConfigurationFolder.Provider()}}, "Upstream": "http://127.0.0.1:1", "Paths": { "/": "valid-user" } }
        """;
}
