using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Id tokens under NATS' own good signature that are another's, for another, from another time, or of another login.</summary>
internal static class ClaimLies
{
    public static readonly IReadOnlyList<Lie> All =
    [
        Of("A76", "another issuer", "id_token_issuer", "iss", "\"https://evil.example\""),
        new("A76", "a slash behind the issuer", "id_token_issuer", Forge.Claims(claims => claims["iss"] = claims["iss"]!.GetValue<string>() + "/")),
        Of("A76", "no issuer", "id_token_issuer", "iss", null),
        new("A76", "a list of issuers", "id_token_issuer", Forge.Claims(claims => claims["iss"] = new JsonArray(claims["iss"]!.DeepClone()))),
        Of("A77", "another audience", "id_token_audience", "aud", "\"4,5,6\""),
        Of("A77", "no audience", "id_token_audience", "aud", null),
        Of("A77", "an empty list", "id_token_audience", "aud", "[]"),
        Of("A77", "an object", "id_token_audience", "aud", """{"1":1}"""),
        Of("A77", "two audiences and no azp", "id_token_azp", "aud", """["1,2,3","x"]"""),
        Of("A77", "another azp", "id_token_azp", "azp", "\"x\""),
        new("A77", "two audiences and another azp", "id_token_azp", Forge.Claims(claims => (claims["aud"], claims["azp"]) = (new JsonArray("1,2,3", "x"), "x"))),
        Of("A78", "the comma list as a list", "id_token_audience", "aud", """["1","2","3"]"""),
        Of("A78", "one of the comma list", "id_token_audience", "aud", "\"1\""),
        Of("A80", "no end", "id_token_times", "exp", null),
        At("A80", "ended 121 s ago", "id_token_expired", "exp", -121),
        Of("A80", "an end in quotes", "id_token_times", "exp", "\"1700000000\""),
        Of("A80", "a negative end", "id_token_times", "exp", "-1"),
        Of("A81", "no time of issue", "id_token_times", "iat", null),
        At("A81", "issued in an hour", "id_token_clock", "iat", 3600),
        At("A81", "issued a week ago", "id_token_old", "iat", -7 * 24 * 3600),
        At("A81", "good in three minutes", "id_token_clock", "nbf", 180),
        Of("A83", "no subject", "id_token_subject", "sub", null),
        Of("A83", "an empty subject", "id_token_subject", "sub", "\"\""),
        Of("A83", "a number", "id_token_subject", "sub", "1001"),
        Of("A83", "300 characters", "id_token_subject", "sub", $"\"{new string('s', 300)}\""),
        Of("A83", "NUL in the subject", "id_token_subject", "sub", "\"a\\u0000b\""),
        Nonce("no nonce", claims => claims.Remove("nonce")),
        Nonce("another nonce", claims => claims["nonce"] = "another"),
        Nonce("the nonce in other case", claims => claims["nonce"] = OtherCase(claims["nonce"]!.GetValue<string>())),
        Of("A85", "another token's at_hash", "id_token_at_hash", "at_hash", $"\"{Base64UrlEncoder.Encode(new byte[16])}\""),
        AtHash("at_hash by SHA-384", token => SHA384.HashData(token)[..24]),
        AtHash("at_hash by SHA-512", token => SHA512.HashData(token)[..32]),
        AtHash("the whole hash as at_hash", SHA256.HashData),
    ];

    // null leaves the claim out.
    private static Lie Of(string row, string name, string reason, string claim, string? json) => new(row, name, reason, Forge.Claims(claims =>
    {
        claims.Remove(claim);
        if (json is not null) claims[claim] = JsonNode.Parse(json);
    }));

    private static Lie At(string row, string name, string reason, string claim, long seconds) => new(row, name, reason, Forge.ClaimsAt((claims, now) => claims[claim] = now + seconds));

    private static Lie Nonce(string name, Action<JsonObject> change) => new("A84", name, "id_token_nonce", Forge.Claims(change)) { Status = 400 };

    private static string OtherCase(string text) => new([.. text.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))]);

    private static Lie AtHash(string name, Func<byte[], byte[]> hash) => new("A85", name, "id_token_at_hash", nats => nats.Switches.TokenResponse = answer =>
    {
        var parts = answer["id_token"]!.GetValue<string>().Split('.');
        var claims = JsonNode.Parse(Base64UrlEncoder.DecodeBytes(parts[1]))!.AsObject();
        claims[Forge.Prize] = Forge.PrizeValue;
        claims["at_hash"] = Base64UrlEncoder.Encode(hash(Encoding.ASCII.GetBytes(answer["access_token"]!.GetValue<string>())));
        answer["id_token"] = Forge.Signed(nats, Base64UrlEncoder.Decode(parts[0]), Forge.Text(claims));
    });
}
