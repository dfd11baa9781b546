using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Tokens that end together are renewed one after the other, and no member waits for another's.</summary>
public sealed class ManyTokensTests
{
    private const int Members = 350;

    [Fact]
    public async Task I44_Tokens_that_end_together_are_renewed_at_a_pace_and_no_page_waits_for_its_turn()
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.RotateRefreshTokens = false;   // all have the same one
        var members = await gateway.CopiesAsync(await gateway.SignedInAndForgottenAsync(), Members);
        gateway.Pass(4, 1);

        foreach (var member in members) Assert.False((await gateway.SeeAsync(member)).IsDegraded());
        await RenewedAsync(gateway, RenewalPace.AtOnce);
        foreach (var member in members) await gateway.SeeAsync(member);   // who comes again takes no second turn
        await RenewedAsync(gateway, RenewalPace.AtOnce);
        gateway.Pass(0, 1);
        await RenewedAsync(gateway, RenewalPace.AtOnce + RenewalPace.PerSecond);
        gateway.Pass(0, 1);
        await RenewedAsync(gateway, Members);

        var tokens = new HashSet<string>();
        foreach (var member in members) tokens.Add((await gateway.SeeAsync(member)).Token());
        Assert.Equal(Members, tokens.Count);
        await RenewedAsync(gateway, Members);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task I44_Who_comes_with_a_token_that_has_ended_waits_for_no_turn()
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.RotateRefreshTokens = false;
        var members = await gateway.CopiesAsync(await gateway.SignedInAndForgottenAsync(), Members);
        var old = (await gateway.SeeAsync(members[0])).Token();
        gateway.Pass(5);

        foreach (var member in members) Assert.NotEqual(old, (await gateway.SeeAsync(member)).Token());

        Assert.Equal(Members, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    // As many calls came, and all that has begun has landed: no more of them is on its way.
    private static async Task RenewedAsync(GatewayHost gateway, int calls)
    {
        await gateway.ArrivedAsync(NatsEndpoint.Token, calls);
        await gateway.LandedAsync();
        Assert.Equal(calls, gateway.Refreshes());
    }
}
