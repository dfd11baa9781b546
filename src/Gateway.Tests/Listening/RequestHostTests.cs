using System.Net;
using Gateway.Listening;
using Gateway.Tests.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Listening;

public sealed class RequestHostTests
{
    [Theory]
    [InlineData("a.example")]
    [InlineData("A.Example")]
    [InlineData("a.example:443")]
    [InlineData("a.example:65535")]
    [InlineData("a_b.example")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[2001:db8::7]:8443")]
    [InlineData("", false)]
    [InlineData("a.example.", false)]
    [InlineData("a.example.:443", false)]
    [InlineData("a.example:", false)]
    [InlineData("a.example:0", false)]
    [InlineData("a.example:65536", false)]
    [InlineData("a.example:99999", false)]
    [InlineData("a.example:+80", false)]
    [InlineData("a.example:80:80", false)]
    [InlineData(":80", false)]
    [InlineData("a.example@evil", false)]
    [InlineData("a.example/x", false)]
    [InlineData("a.example?x", false)]
    [InlineData("a.example#x", false)]
    [InlineData("a.example\\x", false)]
    [InlineData("a example", false)]
    [InlineData("a.example\r\n", false)]
    [InlineData("a.example,b.example", false)]
    [InlineData("ä.example", false)]
    [InlineData("a%2eexample", false)]
    [InlineData("[::1", false)]
    [InlineData("[::1]x", false)]
    [InlineData("[]", false)]
    [InlineData("[evil]", false)]
    [InlineData("[::1]:0", false)]
    public void A_host_is_a_name_or_an_address_and_perhaps_a_port(string host, bool good = true)
    {
        Assert.Equal(good ? host : null, Find(host, forwarded: StringValues.Empty, peer: "203.0.113.9"));
    }

    [Theory]
    [InlineData("10.0.0.1", "b.example", "b.example")]
    [InlineData("::ffff:10.0.0.1", "b.example", "b.example")]
    [InlineData("203.0.113.9", "b.example", "a.example")]
    [InlineData("10.0.0.1", "evil.example/x?", null)]
    [InlineData("10.0.0.1", "b.example|c.example", null)]
    [InlineData("10.0.0.1", "", null)]
    public void The_forwarded_host_counts_from_a_trusted_proxy_only_and_is_judged_alike(string peer, string forwarded, string? expected)
    {
        Assert.Equal(expected, Find("a.example", forwarded.Split('|'), peer));
    }

    [Fact]
    public void Two_hosts_are_none()
    {
        Assert.Null(Find(new StringValues(["a.example", "a.example"]), StringValues.Empty, "203.0.113.9"));
    }

    private static string? Find(StringValues host, StringValues forwarded, string peer)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["TrustedProxies"] = """[ "10.0.0.0/8" ]""";
        var context = new DefaultHttpContext();
        context.Request.Headers.Host = host;
        if (forwarded.Count > 0) context.Request.Headers["X-Forwarded-Host"] = forwarded;
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        return RequestHost.Find(context, ConfigurationFolder.Good(folder.Read()));
    }
}
