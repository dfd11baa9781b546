using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Lies in the answer to userinfo. Each gives the member a claim that NATS never gave.</summary>
internal static class UserInfoLies
{
    private const string Stranger = "4,5,6";

    public static readonly IReadOnlyList<Lie> All =
    [
        Prized("A110", "another key under the name of NATS' own", "userinfo_token_signature", (nats, claims) => Foreign(nats.Keys.Current.Kid, claims)),
        Prized("A110", "another key under its own name", "userinfo_token_key_unknown", (_, claims) => Foreign("stranger", claims)),
        Prized("A110", "another key without a name", "userinfo_token_signature", (_, claims) => Foreign(null, claims)),
        Prized("A110", "a changed payload under the old signature", "userinfo_token_signature", Altered),
        Prized("A110", "alg none", "userinfo_token_algorithm", Unsigned("""{"alg":"none","typ":"JWT"}""")),
        Prized("A110", "alg nOnE", "userinfo_token_algorithm", Unsigned("""{"alg":"nOnE"}""")),
        Prized("A110", "no alg", "userinfo_token_algorithm", Unsigned("""{"typ":"JWT"}""")),
        Prized("A110", "HS256 with the public key as PEM", "userinfo_token_algorithm", Hmac(nats => Encoding.UTF8.GetBytes(nats.Keys.Current.ToPem()))),
        Prized("A110", "HS256 with the public key as DER", "userinfo_token_algorithm", Hmac(nats => Convert.FromBase64String(string.Concat(nats.Keys.Current.ToPem().Split('\n')[1..^1])))),
        Prized("A110", "HS256 with the public key as JWK", "userinfo_token_algorithm", Hmac(nats => Encoding.UTF8.GetBytes(nats.Keys.Current.ToJwk().ToJsonString()))),
        Prized("A110", "HS256 with an empty key", "userinfo_token_algorithm", Hmac(_ => [])),
        Prized("A110", "RS512 by NATS' own key", "userinfo_token_algorithm", Other("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
        Prized("A110", "PS256 by NATS' own key", "userinfo_token_algorithm", Other("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        Prized("A110", "RS256 in words, RS512 in truth", "userinfo_token_signature", Other("RS256", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
        Prized("A112", "another issuer", "userinfo_token_issuer", Signed(claims => claims["iss"] = "https://evil.example")),
        Prized("A112", "an issuer in a list", "userinfo_token_issuer", Signed(claims => claims["iss"] = new JsonArray(claims["iss"]!.DeepClone()))),
        Prized("A112", "another audience", "userinfo_token_audience", Signed(claims => claims["aud"] = Stranger)),
        Prized("A112", "a list of audiences without us", "userinfo_token_audience", Signed(claims => claims["aud"] = new JsonArray("1", "2", "3"))),
        Prized("A112", "an empty list of audiences", "userinfo_token_audience", Signed(claims => claims["aud"] = new JsonArray())),
        .. Subjects(plain: false),
        .. Subjects(plain: true),
        Prized("A114", "the signature stripped on the way", "userinfo_unsigned", (_, claims) => Forge.Text(claims), "application/json"),
        .. ((string[])["application/json", "application/jwt", "text/html", "text/plain", ""]).Select(type =>
            Prized("A116", $"plain JSON as \"{type}\" where signed was agreed on", "userinfo_unsigned", (_, claims) => Forge.Text(claims), type)),
        .. ((string[])["application/jwt", "application/json", ""]).Select(type =>
            Prized("A116", $"a token as \"{type}\" where plain JSON was agreed on", "userinfo_signed_unasked", Signed(_ => { }), type) with { Site = Some.PlainUserInfo }),
        Prized("A117", "with a nonce", "userinfo_is_id_token", Signed(claims => claims["nonce"] = "n")),
        Prized("A117", "with an at_hash", "userinfo_is_id_token", Signed(claims => claims["at_hash"] = "h")),
        new("A117", "the id token of this very login", "userinfo_is_id_token", IdTokenAgain) { IsBelieved = belief => belief.UserInfo?.Text("nonce") is not null },
    ];

    /// <summary>Userinfo says something else: what the forger makes of the honest claims and the prize, under this content type.</summary>
    public static void Tell(SimulatedNats nats, Func<SimulatedNats, JsonObject, string> forge, string? type = null)
    {
        nats.Switches.UserInfo.Body = honest => forge(nats, With(Forge.Prize, honest));
        nats.Switches.UserInfo.ContentType = type;
    }

    private static Lie Prized(string row, string name, string reason, Func<SimulatedNats, JsonObject, string> forge, string? type = null) =>
        new(row, name, reason, nats => Tell(nats, forge, type))
        {
            IsBelieved = belief => belief.UserInfo?.Text(Forge.Prize) == Forge.PrizeValue,
            KeyReads = reason is "userinfo_token_signature" or "userinfo_token_key_unknown" ? 1 : 0,
        };

    private static IEnumerable<Lie> Subjects(bool plain)
    {
        var how = plain ? "plain" : "signed";
        Lie About(string name, string reason, Action<JsonObject> change) =>
            Prized("A113", $"{name}, {how}", reason, plain ? (_, claims) => Changed(claims, change) : Signed(change)) with { Site = plain ? Some.PlainUserInfo : null };

        yield return About("another member", "userinfo_subject", claims => claims["sub"] = "member-1002");
        yield return About("the member in another letter case", "userinfo_subject", claims => claims["sub"] = claims["sub"]!.GetValue<string>().ToUpperInvariant());
        yield return About("nobody", "userinfo_no_subject", claims => claims.Remove("sub"));
        yield return About("the member in a list", "userinfo_no_subject", claims => claims["sub"] = new JsonArray(claims["sub"]!.DeepClone()));
    }

    private static Func<SimulatedNats, JsonObject, string> Signed(Action<JsonObject> change) => (nats, claims) =>
    {
        change(claims);
        return Forge.Signed(nats, Forge.Text(nats.Keys.NewHeader()), Forge.Text(claims));
    };

    private static Func<SimulatedNats, JsonObject, string> Unsigned(string header) => (_, claims) => Forge.Compact(header, Bytes(claims), _ => []);

    private static Func<SimulatedNats, JsonObject, string> Hmac(Func<SimulatedNats, byte[]> key) => (nats, claims) =>
        Forge.Compact($$"""{"alg":"HS256","kid":"{{nats.Keys.Current.Kid}}"}""", Bytes(claims), signed => HMACSHA256.HashData(key(nats), signed));

    private static Func<SimulatedNats, JsonObject, string> Other(string algorithm, HashAlgorithmName hash, RSASignaturePadding padding) => (nats, claims) =>
        Forge.Compact($$"""{"alg":"{{algorithm}}","kid":"{{nats.Keys.Current.Kid}}"}""", Bytes(claims), signed => nats.Keys.Current.Sign(signed, hash, padding));

    private static string Foreign(string? kid, JsonObject claims)
    {
        var header = kid is null ? new JsonObject { ["alg"] = "RS256" } : new JsonObject { ["alg"] = "RS256", ["kid"] = kid };
        return Forge.Compact(Forge.Text(header), Bytes(claims), signed => ForgersKey.Rsa.Sign("RS256", signed));
    }

    private static string Altered(SimulatedNats nats, JsonObject claims)
    {
        var parts = Forge.Signed(nats, Forge.Text(nats.Keys.NewHeader()), "{}").Split('.');
        return $"{parts[0]}.{Base64UrlEncoder.Encode(Forge.Text(claims))}.{parts[2]}";
    }

    private static byte[] Bytes(JsonObject claims) => Encoding.UTF8.GetBytes(Forge.Text(claims));

    private static string Changed(JsonObject claims, Action<JsonObject> change)
    {
        change(claims);
        return Forge.Text(claims);
    }

    private static void IdTokenAgain(SimulatedNats nats)
    {
        string? Last() => nats.Ledger.Of(NatsEndpoint.Token).Select(call => JsonNode.Parse(call.Body!)!["id_token"]?.GetValue<string>()).LastOrDefault();
        var before = Last();
        nats.Switches.UserInfo.Body = honest => Last() ?? before ?? honest;
    }

    private static JsonObject With(string prize, string honest)
    {
        var text = honest.StartsWith('{') ? honest : Base64UrlEncoder.Decode(honest.Split('.')[1]);
        var claims = JsonNode.Parse(text)!.AsObject();
        claims[prize] = Forge.PrizeValue;
        return claims;
    }
}
