using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Journeys;

/// <summary>Logout tokens about alice that must end nothing: what each says, and the reason of its refusal. She has the sign-in "desk".</summary>
internal static class LogoutTokenLies
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    public static readonly IReadOnlyDictionary<string, (Func<SimulatedNats, string> Forge, string Reason)> All = new Dictionary<string, (Func<SimulatedNats, string>, string)>
    {
        ["B41 alg-none"] = (nats => Unsigned(LogoutTokens.Of(nats, "alice", (header, _) => header["alg"] = "none")), "logout_token_algorithm"),
        ["B41 no-event"] = Claims(claims => claims.Remove("events"), "logout_token_event"),
        ["B41 with-nonce"] = Claims(claims => claims["nonce"] = "n", "logout_token_nonce"),
        ["B41 wrong-alg"] = (nats => Hmac(LogoutTokens.Of(nats, "alice", (header, _) => header["alg"] = "HS256")), "logout_token_algorithm"),
        ["B41 wrong-aud"] = Claims(claims => claims["aud"] = "another", "logout_token_audience"),
        ["B41 wrong-event"] = Claims(claims => claims["events"] = new JsonObject { ["http://schemas.openid.net/event/foobar"] = new JsonObject() }, "logout_token_event"),
        ["B41 wrong-iss"] = Claims(claims => claims["iss"] = "https://evil.example", "logout_token_issuer"),
        ["B41 events no object"] = Claims(claims => claims["events"] = new JsonArray(Event), "logout_token_event"),
        ["B41 event no object"] = Claims(claims => claims["events"] = new JsonObject { [Event] = true }, "logout_token_event"),
        ["B41 a stranger's signature"] = (nats => Restamped(LogoutTokens.Of(nats, "alice"), signed => ForgersKey.Rsa.Sign("RS256", signed)), "logout_token_signature"),
        ["B48 no jti"] = Claims(claims => claims.Remove("jti"), "logout_token_jti"),
        ["B48 empty jti"] = Claims(claims => claims["jti"] = "", "logout_token_jti"),
        ["B48 no iat"] = Claims(claims => claims.Remove("iat"), "logout_token_times"),
        ["B48 iat a day old"] = ClaimsAt((claims, now) => claims["iat"] = now - 86_400, "logout_token_old"),
        ["B48 iat tomorrow"] = ClaimsAt((claims, now) => claims["iat"] = now + 86_400, "logout_token_clock"),
        ["B48 neither sub nor sid"] = Claims(claims => claims.Remove("sub"), "logout_token_subject"),
        ["B48 sub no text"] = Claims(claims => claims["sub"] = 7, "logout_token_subject"),
        ["B48 sid no text"] = Claims(claims => claims["sid"] = 7, "logout_token_subject"),
        ["B48 sid of another member"] = (nats => LogoutTokens.Of(nats, "bob", (_, claims) => claims["sid"] = "desk"), "logout_token_other_member"),
        ["B48 exp past"] = ClaimsAt((claims, now) => claims["exp"] = now - 600, "logout_token_expired"),
        ["B48 typ at+jwt"] = (nats => LogoutTokens.Of(nats, "alice", (header, _) => header["typ"] = "at+jwt"), "logout_token_type"),
        ["B51 an id token"] = Claims(claims =>
        {
            foreach (var name in (string[])["events", "jti"]) claims.Remove(name);
            claims["nonce"] = "n";
            claims["exp"] = claims["iat"]!.GetValue<long>() + 300;
        }, "logout_token_event"),
        ["B51 the id token of the login itself"] = (nats => JsonNode.Parse(nats.Ledger.Of(NatsEndpoint.Token)[^1].Body!)!["id_token"]!.GetValue<string>(), "logout_token_event"),
        ["B50 rubbish"] = (_ => "rubbish", "logout_token_form"),
    };

    private static (Func<SimulatedNats, string>, string) Claims(Action<JsonObject> change, string reason) =>
        (nats => LogoutTokens.Of(nats, "alice", (_, claims) => change(claims)), reason);

    private static (Func<SimulatedNats, string>, string) ClaimsAt(Action<JsonObject, long> change, string reason) =>
        (nats => LogoutTokens.Of(nats, "alice", (_, claims) => change(claims, nats.Clock.GetUtcNow().ToUnixTimeSeconds())), reason);

    private static string Unsigned(string token) => token[..(token.LastIndexOf('.') + 1)];

    private static string Hmac(string token) => Restamped(token, signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(GatewayHost.ClientSecret), signed));

    private static string Restamped(string token, Func<byte[], byte[]> sign)
    {
        var signed = token[..token.LastIndexOf('.')];
        return signed + "." + Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)));
    }
}
