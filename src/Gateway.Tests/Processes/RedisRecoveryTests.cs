using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>One node in this process, so that its clock is the test's, over a real Redis that stops and goes on.</summary>
[Collection(RealTime.Name)]
public sealed class RedisRecoveryTests
{
    [Fact]
    public async Task I02_Frozen_Redis_is_asked_once_and_then_left_alone()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var wire = RedisWire.Start(redis.Port);
        await using var gateway = await GatewayHost.StartAsync(file: file => file["Redis"] = wire.Address);
        var browser = await gateway.SignedInAsync("alice");
        var answers = new TaskCompletionSource();

        wire.Gate = answers.Task;
        wire.Forget();
        for (var i = 0; i < 10; i++) Assert.Equal(503, (await browser.GetAsync("/members/")).Status);
        Assert.Single(wire.Commands, command => command[0] == "HMGET");

        // A second later one request tries for all.
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.GetAsync("/members/")));
        Assert.All(many, answer => Assert.Equal(503, answer.Status));
        Assert.InRange(wire.Commands.Count(command => command[0] == "HMGET"), 1, 2);   // one, where the library has not given the connection up before

        answers.SetResult();
        await GoesOnAsync(gateway, browser);
    }

    [Theory]
    [InlineData(120)]
    public async Task I11_Logout_is_carried_out_when_Redis_is_back(int seconds)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var gateway = await GatewayHost.StartAsync(file: file => file["Redis"] = redis.Address);
        var browser = await gateway.SignedInAsync("alice");

        await redis.KillAsync();
        Assert.Equal(503, (await browser.GetAsync(GatewayHost.Vanity + "?logout=get")).Status);
        await redis.StartAgainAsync();

        await Eventually.TrueAsync(async () =>
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            return await redis.AskAsync("KEYS", "gw:a:s:*") == "";
        }, "the removal", TimeSpan.FromSeconds(seconds));
    }

    private static Task GoesOnAsync(GatewayHost gateway, Browser browser) => Eventually.TrueAsync(async () =>
    {
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var page = await browser.GetAsync("/members/");
        Assert.True(page.Status is 200 or 503, $"{page.Status} {page.Header("Location")}");
        return page.Status == 200;
    }, "the member's page");
}
