using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Demo;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Id tokens whose signature is none, another's, or of another kind than was agreed on.</summary>
internal static class SignatureLies
{
    private const string Honest = """{"alg":"RS256","typ":"JWT","kid":"{kid}"}""";

    public static readonly IReadOnlyList<Lie> All =
    [
        Forged("A59", "a stranger's key under NATS' name", "id_token_signature", Honest) with { KeyReads = 1 },
        Unsigned("alg none", """{"alg":"none","typ":"JWT"}"""),
        Unsigned("alg None", """{"alg":"None","typ":"JWT"}"""),
        Unsigned("alg nOnE", """{"alg":"nOnE","typ":"JWT"}"""),
        Unsigned("no alg", """{"typ":"JWT"}"""),
        new("A60", "RS256 in words and no signature", "id_token_signature", nats => Forge.IdToken(nats, (header, claims) => Forge.Compact(Forge.Text(header), Forge.Text(claims), _ => []))) { KeyReads = 1 },
        new("A60", "two parts", "id_token_form", nats => Forge.IdToken(nats, (_, claims) => TwoParts(Forge.Compact("""{"alg":"none"}""", Forge.Text(claims), _ => [])))),
        Hmac("the public key as PEM", nats => Encoding.UTF8.GetBytes(nats.Keys.Current.ToPem())),
        Hmac("the public key as DER", nats => Der(nats.Keys.Current.ToPem())),
        Hmac("the public key as JWK text", nats => Encoding.UTF8.GetBytes(nats.Keys.Current.ToJwk().ToJsonString())),
        Hmac("the client secret", _ => Encoding.UTF8.GetBytes(LaxClient.Registration.Secret)),
        Hmac("an empty key", _ => []),
        Published("PS256", () => ForgersKey.Rsa),
        Published("RS512", () => ForgersKey.Rsa),
        Published("ES256", () => ForgersKey.P256),
        ZeroSignature(),
        Header("A65", "crit exp", "id_token_crit", header => header["crit"] = new JsonArray("exp")),
        Header("A65", "crit b64", "id_token_crit", header => (header["crit"], header["b64"]) = (new JsonArray("b64"), false)),
        Header("A65", "crit empty", "id_token_crit", header => header["crit"] = new JsonArray()),
        Header("A65", "crit no list", "id_token_crit", header => header["crit"] = "x"),
        Forged("A66", "jku", "id_token_key_unknown", """{"alg":"RS256","kid":"forger","jku":"http://127.0.0.1:9/"}""") with { KeyReads = 1 },
        Forged("A66", "x5u", "id_token_key_unknown", """{"alg":"RS256","kid":"forger","x5u":"http://127.0.0.1:9/"}""") with { KeyReads = 1 },
        Forged("A66", "jku under NATS' name", "id_token_signature", """{"alg":"RS256","kid":"{kid}","jku":"http://127.0.0.1:9/"}""") with { KeyReads = 1 },
        Forged("A66", "jwk", "id_token_signature", $$"""{"alg":"RS256","jwk":{{ForgersKey.Rsa.ToJwk("forger").ToJsonString()}}}""") with { KeyReads = 1 },
        Forged("A66", "x5c", "id_token_signature", $$"""{"alg":"RS256","x5c":["{{ForgersKey.Rsa.ToCertificate()}}"]}""") with { KeyReads = 1 },
        OfKey("a path", "\"../../etc/passwd\""),
        OfKey("a query", "\"' OR 1=1\""),
        OfKey("10 KiB", $"\"{new string('k', 10 * 1024)}\""),
        OfKey("NUL", "\"\\u0000\""),
        OfKey("a number", "7"),
        Header("A93", "typ logout+jwt", "id_token_type", header => header["typ"] = "logout+jwt"),
        Header("A93", "typ at+jwt", "id_token_type", header => header["typ"] = "at+jwt"),
    ];

    private static string TwoParts(string token) => token[..token.LastIndexOf('.')];

    private static byte[] Der(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.ExportSubjectPublicKeyInfo();
    }

    // With at_hash the framework would refuse by luck.
    private static Lie Unsigned(string name, string header) => new("A60", name, "id_token_algorithm", nats => Forge.IdToken(nats, (_, claims) =>
    {
        claims.Remove("at_hash");
        return Forge.Compact(header, Forge.Text(claims), _ => []);
    }));

    private static Lie Forged(string row, string name, string reason, string header) => new(row, name, reason, nats => Forge.IdToken(nats, (_, claims) =>
        Forge.Compact(header.Replace("{kid}", nats.Keys.Current.Kid, StringComparison.Ordinal), Forge.Text(claims), text => ForgersKey.Rsa.Sign("RS256", text))));

    private static Lie OfKey(string name, string kid) => Forged("A67", "kid is " + name, "id_token_key_unknown", $$"""{"alg":"RS256","kid":{{kid}}}""") with { KeyReads = 1 };

    private static Lie Header(string row, string name, string reason, Action<JsonObject> change) => new(row, name, reason, Forge.Header(change));

    private static Lie Hmac(string name, Func<SimulatedNats, byte[]> key) => new("A61", "HS256 with " + name, "id_token_algorithm", nats => Forge.IdToken(nats, (_, claims) =>
        Forge.Compact($$"""{"alg":"HS256","typ":"JWT","kid":"{{nats.Keys.Current.Kid}}"}""", Forge.Text(claims), text => HMACSHA256.HashData(key(nats), text))));

    private static Lie Published(string algorithm, Func<ForgersKey> key) => new("A63", algorithm + " by a key of the set", "id_token_algorithm", nats =>
    {
        ForgersKey.Publish(nats, key().ToJwk("other"));
        Forge.IdToken(nats, (_, claims) => Forge.Compact($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"other"}""", Forge.Text(claims), text => key().Sign(algorithm, text)));
    }) { IsReadEarly = true };

    private static Lie ZeroSignature() => new("A63", "ES256 with r and s zero", "id_token_signature", nats =>
    {
        ForgersKey.Publish(nats, ForgersKey.P256.ToJwk("other"));
        Forge.IdToken(nats, (_, claims) => Forge.Compact("""{"alg":"ES256","typ":"JWT","kid":"other"}""", Forge.Text(claims), _ => new byte[64]));
    })
    {
        Site = site => site["Provider"]!["IdTokenSignedResponseAlg"] = "ES256",
        KeyReads = 1,
    };
}
