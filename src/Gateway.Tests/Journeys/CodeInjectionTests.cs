using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The attacker's own code under the victim's fresh state.</summary>
public sealed class CodeInjectionTests
{
    [Fact]
    public async Task A08_Foreign_code_meets_the_verifier_of_the_victims_state()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var attacker = Callback.Of(await gateway.NewBrowser().ReachCallbackAsync("bob"));
        var victim = gateway.NewBrowser();
        var start = await victim.GetAsync("/members/");

        var answer = await victim.GetAsync(attacker.With($"code={attacker.Code}&state={Proof.AuthorizationRequest(start)["state"]}&iss={attacker.Issuer}"));

        Proof.ErrorPage(gateway, answer, 400, "token_invalid_grant");
        var call = Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token));
        Assert.Equal(attacker.Code, call.Form["code"]);
        Assert.Equal(Proof.AuthorizationRequest(start)["code_challenge"], Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(call.Form["code_verifier"]!))));
        Assert.Null(victim.SessionCookie);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A08_Foreign_code_fails_by_its_nonce_where_the_OP_ignores_pkce()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.KnowsPkce = false;
        var attacker = Callback.Of(await gateway.NewBrowser().ReachCallbackAsync("bob"));
        var victim = gateway.NewBrowser();
        var start = await victim.GetAsync("/members/");

        var answer = await victim.GetAsync(attacker.With($"code={attacker.Code}&state={Proof.AuthorizationRequest(start)["state"]}&iss={attacker.Issuer}"));

        Proof.ErrorPage(gateway, answer, 400, "id_token_nonce");
        Assert.Equal(200, Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Status);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo));
        Assert.Null(victim.SessionCookie);
        var warning = Assert.Single(gateway.Log.Warnings);
        Assert.DoesNotContain(attacker.Code, warning.Text, StringComparison.Ordinal);
    }
}
