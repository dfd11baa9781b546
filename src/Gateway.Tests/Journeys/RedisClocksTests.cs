using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Nodes whose clocks differ, over one Redis that counts lifetimes itself.</summary>
public sealed class RedisClocksTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    // A real server's time goes on while a test runs.
    private static readonly TimeSpan Meanwhile = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private SetClock? _wall;

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task C34_Expiry_is_set_by_lifetimes_whatever_the_nodes_take_for_the_time(int minutes)
    {
        await using var nodes = await StartAsync();
        var browser = await nodes.First.SignedInAndForgottenAsync();
        _wall!.Skew = TimeSpan.FromMinutes(minutes);
        var there = browser.At(nodes.Second);

        foreach (var node in (Browser[])[browser, there, browser, there])
        {
            await nodes.AdvanceAsync(2 * Minute);   // beyond the step: touched
            Assert.Equal(200, (await node.GetAsync("/members/")).Status);
            Assert.InRange(await nodes.LifeAsync(), (31 * Minute) - Meanwhile, 31 * Minute);
        }

        await nodes.AdvanceAsync(30 * Minute);
        Assert.InRange(await nodes.LifeAsync(), Minute - Meanwhile - Meanwhile, Minute);
        Assert.Equal(200, (await there.GetAsync("/members/")).Status);   // never ends early
        await nodes.AdvanceAsync(31 * Minute);
        Proof.Login(nodes.Second, await there.GetAsync("/members/"));   // nor lives longer than one step more
        Proof.Login(nodes.First, await browser.GetAsync("/members/"));
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C35_Clock_that_is_set_wrong_ends_sessions_at_its_node_alone_and_deletes_none()
    {
        await using var nodes = await StartAsync();
        var browser = await nodes.First.SignedInAndForgottenAsync();
        var there = browser.At(nodes.Second);

        _wall!.Skew = TimeSpan.FromDays(1);
        Proof.Login(nodes.Second, await there.GetAsync("/members/"));
        Assert.Single(nodes.Sessions);
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);

        _wall!.Skew = TimeSpan.Zero;
        Assert.Equal(200, (await there.GetAsync("/members/")).Status);
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C35_Clock_that_is_set_back_lengthens_a_session_by_that_at_most()
    {
        await using var nodes = await StartAsync();
        var browser = await nodes.First.SignedInAndForgottenAsync();
        var there = browser.At(nodes.Second);
        _wall!.Skew = TimeSpan.FromHours(-1);

        // Eight hours of clicks at the node that is wrong, and the hour by which it is.
        for (var quarter = 1; quarter < 9 * 4; quarter++)
        {
            await nodes.AdvanceAsync(15 * Minute);
            Assert.Equal(200, (await there.GetAsync("/members/")).Status);
        }

        await nodes.AdvanceAsync(15 * Minute);
        Proof.Login(nodes.Second, await there.GetAsync("/members/"));
        Proof.Login(nodes.First, await browser.GetAsync("/members/"));
    }

    // The sessions of a member stand in one set, and each login takes out of it what has ended: early is noted by the slower node, late by the faster.
    [Theory]
    [InlineData(10)]
    [InlineData(-2)]
    public async Task B40_C34_A_logout_token_ends_every_session_of_a_member_whatever_the_nodes_that_noted_them_take_for_the_time(int minutes)
    {
        await using var nodes = await StartAsync(site =>
        {
            site["Session"]!["InactivityTimeout"] = "8h";
            site["Logout"] = new JsonObject { ["BackChannel"] = true };
            site["Provider"]!["IdTokenIatSlack"] = "20m";
        });
        _wall!.Skew = TimeSpan.FromMinutes(minutes);
        var (slow, fast) = minutes > 0 ? (nodes.First, nodes.Second) : (nodes.Second, nodes.First);
        var early = await slow.SignedInAsync("alice");
        await nodes.AdvanceAsync(TimeSpan.FromHours(8) - (1.5 * Minute));
        Assert.Equal(200, (await early.GetAsync("/members/")).Status);   // at its node it has a minute and a half left
        var late = await fast.SignedInAsync("alice");

        Assert.Equal(200, (await LogoutTokens.SendAsync(nodes.First, LogoutTokens.Of(nodes.First, "alice"))).Status);

        await VanityStage.AssertDeadAsync(slow, early.SessionCookie!);
        await VanityStage.AssertDeadAsync(fast, late.SessionCookie!);
        nodes.AssertQuiet();
    }

    // Only the session's own life counts: nothing is asked of the OP.
    private Task<RedisNodes> StartAsync(Action<JsonObject>? change = null) => RedisNodes.StartAsync(
        redis,
        site =>
        {
            site["Session"] = new JsonObject { ["InactivityTimeout"] = "30m", ["MaxDuration"] = "8h" };
            site["Tokens"] = new JsonObject { ["UserInfoRefreshInterval"] = "0" };
            change?.Invoke(site);
        },
        second: (services, right) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_wall = new SetClock(right))),
        nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(20), IdTokenLifetime = TimeSpan.FromMinutes(30) });
}
