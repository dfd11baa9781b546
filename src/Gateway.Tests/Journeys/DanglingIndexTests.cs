using System.Text.Json.Nodes;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The index of what the OP calls a session names one that has gone (corpus C43): whoever comes by it passes over it.</summary>
public sealed class DanglingIndexTests
{
    [Fact]
    public async Task C43_A_logout_token_for_a_sign_in_whose_session_is_gone_is_no_fault_and_leaves_nothing_of_it()
    {
        await using var gateway = await StartAsync();

        var answer = await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (_, claims) => claims["sid"] = "desk"));

        Assert.Equal((200, "no-store", ""), (answer.Status, answer.Header("Cache-Control"), answer.Text));
        Assert.Empty(await IndexedAsync(gateway));
        AssertNothingEnded(gateway);
    }

    [Fact]
    public async Task C43_Nor_is_a_frame_for_one()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.NewBrowser().GetAsync($"{GatewayHost.Vanity}?logout=get&iss={Uri.EscapeDataString(gateway.Nats.Issuer)}&sid=desk", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe"));

        Assert.Equal((200, "no-store"), (answer.Status, answer.Header("Cache-Control")));
        Assert.Single(await IndexedAsync(gateway));   // it may be a login's that has not made its session yet
        AssertNothingEnded(gateway);
    }

    // Alice has signed in at her desk, and the record of that session is gone, as if it had run out; its name is still in the index.
    private static async Task<GatewayHost> StartAsync()
    {
        var gateway = await GatewayHost.StartAsync(site => site["Logout"] = new JsonObject { ["BackChannel"] = true, ["FrontChannel"] = true });
        LogoutTokens.SignInIs(gateway, "desk");
        var desk = await gateway.SignedInAsync("alice");
        Assert.True(SessionId.TryParse(desk.SessionCookie!, out var id));
        var key = StoreKey.OfSession("a", id);
        Assert.True(await gateway.StoreOf().RemoveAsync(key, TestContext.Current.CancellationToken));
        Assert.Equal([key], await IndexedAsync(gateway));
        return gateway;
    }

    private static async Task<IReadOnlyList<string>> IndexedAsync(GatewayHost gateway)
    {
        var keys = gateway.Configuration.Sites.All.Single().Keys;
        return await gateway.Services.GetRequiredService<ISubjectIndex>().FindAsync(
            StoreKey.OfSubject("a", keys.Sealing, "sid", gateway.Nats.Issuer, "desk"), TestContext.Current.CancellationToken);
    }

    private static void AssertNothingEnded(GatewayHost gateway)
    {
        Assert.Equal(0, gateway.Counts.Of("gateway.sessions.ended"));
        gateway.AssertQuiet();
    }
}
