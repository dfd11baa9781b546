using Gateway.Rules;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class UpstreamSectionTests
{
    [Theory]
    [InlineData("/", "http://127.0.0.1:1")]
    [InlineData("/a", "http://127.0.0.1:1")]
    [InlineData("/blog", "http://127.0.0.1:2")]
    [InlineData("/blog/", "http://127.0.0.1:2")]
    [InlineData("//blog/./x", "http://127.0.0.1:2")]
    [InlineData("/%62log/x", "http://127.0.0.1:2")]
    [InlineData("/blogger/", "http://127.0.0.1:1")]
    [InlineData("/Blog/", "http://127.0.0.1:1")]
    [InlineData("/blog/old/x", "http://127.0.0.1:3")]
    [InlineData("/blog/older/x", "http://127.0.0.1:2")]
    [InlineData("/x/../blog/old", "http://127.0.0.1:3")]
    public void A_path_has_the_upstream_of_the_longest_folder_that_covers_it(string raw, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Upstream", """{ "/blog/": "http://127.0.0.1:2", "/": "http://127.0.0.1:1", "/blog/old/": "http://127.0.0.1:3" }""");
        var site = folder.GoodSite();
        Assert.True(CanonicalPath.TryParse(raw, PathEncodings.Utf8, out var path, out _));

        Assert.Equal(new HttpUpstream(new Uri(expected)), site.Upstreams.Find(path!).Upstream);
        Assert.Equal("/blog/old/ http://127.0.0.1:3/, /blog/ http://127.0.0.1:2/, http://127.0.0.1:1/", site.Upstreams.ToString());
    }

    [Theory]
    [InlineData("""{ "/blog/": "http://127.0.0.1:2" }""", "Upstream: has no upstream for \"/\". Write one for all that the other folders leave: \"/\": \"http://127.0.0.1:8081\".")]
    [InlineData("{}", "Upstream: has no upstream for \"/\". Write one for all that the other folders leave: \"/\": \"http://127.0.0.1:8081\".")]
    [InlineData("""{ "/": "http://127.0.0.1:1", "/blog": "http://127.0.0.1:2" }""", "Upstream['/blog']: is no folder of the site. Write \"/\" or one such as \"/blog/\".")]
    [InlineData("""{ "/": "http://127.0.0.1:1", "*.php/": "http://127.0.0.1:2" }""", "Upstream['*.php/']: is no folder of the site. Write \"/\" or one such as \"/blog/\".")]
    [InlineData("""{ "/": "http://127.0.0.1:1", "/a/*/": "http://127.0.0.1:2" }""", "Upstream['/a/*/']: is no folder of the site. Write \"/\" or one such as \"/blog/\".")]
    [InlineData("""{ "/": "http://127.0.0.1:1", "/blog/": "http://127.0.0.1:2/blog" }""", "Upstream['/blog/']: \"http://127.0.0.1:2/blog\" has a path or a query. Write scheme, host and port alone: http://127.0.0.1:2.")]
    [InlineData("""{ "/": "http://127.0.0.1:1", "/blog/": "ftp://x" }""", "Upstream['/blog/']: \"ftp://x\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("""{ "/": 1 }""", "Upstream['/']: \"1\" is no text. Write one address: http://127.0.0.1:8081.")]
    [InlineData("[]", "Upstream: \"[ … ]\" is no text. Write one address: http://127.0.0.1:8081.")]
    public void What_is_no_upstream_is_a_fault(string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Upstream", json);

        Assert.Equal(["gateway.json:9: site \"example\": " + expected], folder.Faults());
    }
}
