using System.Net;
using Gateway.Listening;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Listening;

public sealed class ClientAddressTests
{
    private static readonly IPNetwork[] Trusted = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")];

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.9", "6.6.6.6", "203.0.113.9")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6,203.0.113.7,10.9.9.9,fd00::1", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6|203.0.113.7|10.9.9.9", "203.0.113.7")]
    [InlineData("10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1")]
    [InlineData("10.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("10.0.0.1", "unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "6.6.6.6, evil.example, 10.1.1.1", "10.1.1.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData(null, "203.0.113.7", "255.255.255.255")]
    public void Forwarded_addresses_are_believed_from_the_right_as_far_as_each_hop_is_trusted(string? peer, string? forwarded, string expected)
    {
        var lines = forwarded is null ? StringValues.Empty : new StringValues(forwarded.Split('|'));

        Assert.Equal(IPAddress.Parse(expected), ClientAddress.Find(peer is null ? null : IPAddress.Parse(peer), lines, Trusted));
    }

    [Fact]
    public void Without_trusted_proxies_the_peer_counts()
    {
        Assert.Equal(IPAddress.Parse("10.0.0.1"), ClientAddress.Find(IPAddress.Parse("::ffff:10.0.0.1"), "6.6.6.6", []));
    }
}
