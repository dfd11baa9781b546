using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://a.example", "https://a.example", "a.example", 443)]
    [InlineData("HTTPS://A.Example:443", "https://a.example", "a.example", 443)]
    [InlineData("https://a.example:8443", "https://a.example:8443", "a.example:8443", 8443)]
    [InlineData("https://a.example:1", "https://a.example:1", "a.example:1", 1)]
    [InlineData("https://a.example:65535", "https://a.example:65535", "a.example:65535", 65535)]
    [InlineData("http://1a", "http://1a", "1a", 80)]
    [InlineData("http://a1", "http://a1", "a1", 80)]
    [InlineData("http://a_b-c", "http://a_b-c", "a_b-c", 80)]
    [InlineData("http://localhost", "http://localhost", "localhost", 80)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080", 8080)]
    [InlineData("http://[::1]", "http://[::1]", "[::1]", 80)]
    [InlineData("http://[::1]:81", "http://[::1]:81", "[::1]:81", 81)]
    [InlineData("https://xn--mller-kva.example", "https://xn--mller-kva.example", "xn--mller-kva.example", 443)]
    public void An_origin_is_read_in_any_letter_case(string text, string expected, string authority, int port)
    {
        Assert.True(Origin.TryParse(text, out var origin, out var fault), fault);

        Assert.Equal(expected, origin!.ToString());
        Assert.Equal(authority, origin.Authority);
        Assert.Equal(port, origin.Port);
        Assert.Equal(expected.StartsWith("https", StringComparison.Ordinal), origin.IsHttps);
    }

    [Theory]
    [InlineData("a.example", "an origin begins with https:// or http://")]
    [InlineData("ftp://a.example", "an origin begins with https:// or http://")]
    [InlineData("http:a.example", "an origin begins with https:// or http://")]
    [InlineData("https:a.example", "an origin begins with https:// or http://")]
    [InlineData("https://", "an origin needs a host")]
    [InlineData("https://:443", "an origin needs a host")]
    [InlineData("https://a.example/", "an origin has no path and no slash at its end; write https://a.example")]
    [InlineData("https://a.example/x?y", "an origin has no path and no slash at its end; write https://a.example")]
    [InlineData("https://u:p@a.example", "an origin holds no user or password")]
    [InlineData("https://*.example", "an origin has no wildcards; list each host")]
    [InlineData("https://a.example.", "a host has no dot at its end")]
    [InlineData("https://a.example:0", "the port of an origin is a number from 1 to 65535")]
    [InlineData("https://a.example:0443", "the port of an origin is a number from 1 to 65535")]
    [InlineData("https://a.example:65536", "the port of an origin is a number from 1 to 65535")]
    [InlineData("https://a.example:", "the port of an origin is a number from 1 to 65535")]
    [InlineData("https://a..example", "a..example is no host name; letters outside ASCII are written as xn--…")]
    [InlineData("https://müller.example", "müller.example is no host name; letters outside ASCII are written as xn--…")]
    [InlineData("https://a example", "a example is no host name; letters outside ASCII are written as xn--…")]
    [InlineData("https://0xd83ad6ce", "0xd83ad6ce is no IPv4 address of four plain numbers")]
    [InlineData("https://127.1", "127.1 is no IPv4 address of four plain numbers")]
    [InlineData("https://127.0.0.01", "127.0.0.01 is no IPv4 address of four plain numbers")]
    [InlineData("https://a.1", "a.1 is no IPv4 address of four plain numbers")]
    [InlineData("https://[::1x:80", "[::1x is no IPv6 address in its shortest form")]
    [InlineData("https://[127.0.0.1]", "[127.0.0.1] is no IPv6 address in its shortest form")]
    [InlineData("https://[0::1]", "[0::1] is no IPv6 address in its shortest form")]
    public void What_is_no_origin_is_refused_with_a_remedy(string text, string expected)
    {
        Assert.False(Origin.TryParse(text, out var origin, out var fault));
        Assert.Null(origin);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_label_has_63_characters_at_most()
    {
        var (longest, tooLong) = (new string('a', 63), new string('a', 64));

        Assert.True(Origin.TryParse($"https://{longest}.example", out var origin, out _));
        Assert.Equal($"{longest}.example", origin!.Host);
        Assert.False(Origin.TryParse($"https://{tooLong}.example", out _, out var fault));
        Assert.Equal($"{tooLong}.example is no host name; letters outside ASCII are written as xn--…", fault);
    }

    [Fact]
    public void A_host_has_at_most_253_letters()
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('a', 63), 3));

        Assert.True(Origin.TryParse($"https://{labels}.{new string('b', 61)}", out _, out _));
        Assert.False(Origin.TryParse($"https://{labels}.{new string('b', 62)}", out _, out var fault));
        Assert.Equal($"{labels[..100]}… is longer than the 253 letters that a host name may have", fault);
    }
}
