using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The lies that the framework's handler would believe; the full catalogue of lies is a room of its own to come.</summary>
public sealed class TokenForgeryTests
{
    [Fact]
    public async Task Unsigned_id_token_is_refused_and_userinfo_is_not_asked()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer["id_token"] = Unsigned(answer["id_token"]!.GetValue<string>());

        await AssertRefusedAsync(gateway, "id_token_algorithm");
    }

    [Fact]
    public async Task Id_token_of_a_strangers_key_is_refused_and_userinfo_is_not_asked()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var stranger = SigningKey.Fresh(gateway.Nats.Keys.Current.Kid);
        gateway.Nats.Switches.TokenResponse = answer => answer["id_token"] = Resigned(answer["id_token"]!.GetValue<string>(), stranger);

        await AssertRefusedAsync(gateway, "id_token_signature");
    }

    [Fact]
    public async Task Userinfo_without_its_signature_is_refused_where_a_signature_was_agreed_on()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.UserInfo.Body = signed => Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(signed.Split('.')[1]));
        gateway.Nats.Switches.UserInfo.ContentType = "application/json";
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "userinfo_unsigned");
        Assert.Null(browser.SessionCookie);
    }

    private static async Task AssertRefusedAsync(GatewayHost gateway, string reason)
    {
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, reason);
        Assert.Null(browser.SessionCookie);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo));
    }

    // With at_hash the framework refuses by luck.
    private static string Unsigned(string token)
    {
        var payload = Payload(token);
        payload.Remove("at_hash");
        return Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + Base64UrlEncoder.Encode(payload.ToJsonString()) + ".";
    }

    private static string Resigned(string token, SigningKey key) =>
        key.Sign(Base64UrlEncoder.Decode(token.Split('.')[0]), Payload(token).ToJsonString());

    private static JsonObject Payload(string token) => JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))!.AsObject();
}
