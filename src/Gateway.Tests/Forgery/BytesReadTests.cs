using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>How much of an answer without measure is taken off the wire: it stops at its limit, and so does what the memory may hold of it.</summary>
public sealed class BytesReadTests
{
    // What is read ahead, and the good answers beside the bad one.
    private const int Beside = 64;

    [Theory]
    [InlineData("A120: a body without end", NatsEndpoint.Metadata, 512)]
    [InlineData("A120: a body without end", NatsEndpoint.Jwks, 512)]
    [InlineData("A120: a body without end", NatsEndpoint.Token, 256)]
    [InlineData("A120: a body without end", NatsEndpoint.UserInfo, 256)]
    [InlineData("A120: a packed body that unpacks to 1 GiB", NatsEndpoint.Metadata, 0)]
    [InlineData("A120: a packed body that unpacks to 1 GiB", NatsEndpoint.Jwks, 0)]
    [InlineData("A120: a packed body that unpacks to 1 GiB", NatsEndpoint.Token, 0)]
    [InlineData("A120: a packed body that unpacks to 1 GiB", NatsEndpoint.UserInfo, 0)]
    [InlineData("A143: a header of 1 MiB", NatsEndpoint.Metadata, 32)]
    [InlineData("A143: a header of 1 MiB", NatsEndpoint.Jwks, 32)]
    [InlineData("A143: a header of 1 MiB", NatsEndpoint.Token, 32)]
    [InlineData("A143: a header of 1 MiB", NatsEndpoint.UserInfo, 32)]
    public async Task A120_A143_No_more_is_read_than_the_limit(string name, string endpoint, int kilobytes)
    {
        var (reads, fault) = (new CountedReads(), WireFaults.Named(name));
        await using var gateway = await GatewayHost.StartAsync(services: reads.Watch);
        gateway.Nats.Switches.Of(endpoint).Wire = (http, answer, stop) => fault.Send(new Wire(http, answer, stop));

        if (endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks) await RefusedMetadata.AssertAsync(gateway, fault.Reason);
        else await RefusedLogin.AssertAsync(gateway, fault.Reason, userInfoCalls: endpoint == NatsEndpoint.UserInfo ? 1 : 0);

        Assert.InRange(reads.Bytes, kilobytes * 1024, (kilobytes + Beside) * 1024);
    }
}
