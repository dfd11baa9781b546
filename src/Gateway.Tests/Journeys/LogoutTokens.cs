using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Journeys;

/// <summary>Logout tokens as NATS would send them, and what a test makes of them.</summary>
internal static class LogoutTokens
{
    public const string Link = GatewayHost.Vanity + "?logout=backchannel";

    /// <summary>About this member, made now; <paramref name="change"/> has the last word on header and claims.</summary>
    public static string Of(GatewayHost gateway, string member, Action<JsonObject, JsonObject>? change = null) => Of(gateway.Nats, member, change);

    public static string Of(SimulatedNats nats, string member, Action<JsonObject, JsonObject>? change = null)
    {
        var header = nats.Keys.NewHeader();
        var claims = new JsonObject
        {
            ["iss"] = nats.Issuer,
            ["aud"] = GatewayHost.ClientId,
            ["iat"] = nats.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = nats.Members[member].Subject,
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        header["typ"] = "logout+jwt";
        change?.Invoke(header, claims);
        return Forge.Signed(nats, header, claims);
    }

    /// <summary>What the OP's server gets for it; it has no cookies.</summary>
    public static Task<Answer> SendAsync(GatewayHost gateway, string token) => gateway.NewBrowser().PostAsync(Link, "logout_token=" + Uri.EscapeDataString(token));

    /// <summary>The id tokens of logins from now on are of this sign-in at the OP.</summary>
    public static void SignInIs(GatewayHost gateway, string name) => gateway.Nats.Switches.IdTokenClaims = claims => claims["sid"] = name;
}
