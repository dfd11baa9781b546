using System.Net;
using Gateway.Forwarding;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Rules;
using Gateway.Tests.Sites;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Forwarding;

public sealed class LocationRewriteTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081/x?y#z", "https://a.example/x?y#z")]
    [InlineData("http://127.0.0.1:8081", "https://a.example")]
    [InlineData("http://127.0.0.1:8081?x", "https://a.example?x")]
    [InlineData("HTTP://127.0.0.1:8081/x", "https://a.example/x")]
    [InlineData("http://a.example:8081/x", "https://a.example/x")]
    [InlineData("http://a.example/x", "https://a.example/x")]
    [InlineData("http://A.EXAMPLE:80/x", "https://a.example/x")]
    [InlineData("http://127.0.0.1:9000/x", null)]
    [InlineData("https://127.0.0.1:8081/x", null)]
    [InlineData("http://127.0.0.1/x", null)]
    [InlineData("http://127.0.0.1:8081@evil.example/x", null)]
    [InlineData("http://127.0.0.1:8081.evil.example/x", null)]
    [InlineData("http://evil.example/http://127.0.0.1:8081/x", null)]
    [InlineData("https://a.example/x", null)]
    [InlineData("http://b.example/x", null)]
    [InlineData("/x", null)]
    [InlineData("x?u=http://127.0.0.1:8081/", null)]
    [InlineData("//127.0.0.1:8081/x", null)]
    [InlineData("ftp://127.0.0.1:8081/x", null)]
    [InlineData("", null)]
    public void What_names_the_upstream_gets_the_public_origin_and_the_rest_stays(string sent, string? rewritten)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        (headers.Location, headers.ContentLocation) = (sent, sent);

        LocationRewrite.Apply(headers, Asked("https://a.example"), new Uri("http://127.0.0.1:8081/asked"));

        Assert.Equal(rewritten ?? sent, headers.Location.ToString());
        Assert.Equal(rewritten ?? sent, headers.ContentLocation.ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081/x", "http://a.example/x")]
    [InlineData("http://a.example:8081/x", "http://a.example/x")]
    [InlineData("http://a.example/x", "http://a.example/x")]
    [InlineData("https://a.example/x", "https://a.example/x")]
    public void On_a_plain_origin_the_scheme_stays_plain(string sent, string expected)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        headers.Location = sent;

        LocationRewrite.Apply(headers, Asked("http://a.example"), new Uri("http://127.0.0.1:8081/asked"));

        Assert.Equal(expected, headers.Location.ToString());
        Assert.False(headers.ContainsKey("Content-Location"));
    }

    private static SiteRequest Asked(string origin)
    {
        using var folder = new ConfigurationFolder();
        Assert.True(Origin.TryParse(origin, out var parsed, out _));
        return new SiteRequest { Site = folder.GoodSite(), Origin = parsed!, Understood = Stage.Path("/asked"), RawPath = "/asked", Method = "GET", Client = IPAddress.Loopback };
    }
}
