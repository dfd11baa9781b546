using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>A node that is told to stop, as its balancer and its members notice it (design 11).</summary>
public sealed class StopTests
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Node_says_that_it_is_not_ready_and_serves_until_its_balancer_has_heard_it()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        Assert.Equal(200, (await gateway.Operations.AskAsync("/health/ready")).Status);
        var waits = gateway.Clock.Timers(OnTheWay);

        var stopped = gateway.StopAsync();
        for (var asked = 0; asked < 3; asked++)
        {
            Assert.Equal(503, (await gateway.Operations.AskAsync("/health/ready")).Status);
            var page = await browser.GetAsync(Full);
            Assert.Equal((200, "close"), (page.Status, page.Header("Connection")));
        }

        // What the balancer had sent before it heard is still answered.
        await gateway.WaitingAsync(OnTheWay, 1, waits);
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);
        Assert.False(stopped.IsCompleted);
        gateway.Clock.Advance(OnTheWay);
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetAsync(Full));
        Assert.Equal("Readiness is now not_ready; not good: serving.", Assert.Single(gateway.Log.Warnings).Text);
    }
}
