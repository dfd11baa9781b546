using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Provider;

public sealed class ProviderKeysTests
{
    private static readonly SigningKey Good = SigningKey.OfThisProcess();

    [Fact]
    public void An_rsa_key_is_read_with_its_name()
    {
        Assert.True(Read([Good.ToJwk()], out var keys, out _));

        var key = Assert.Single(keys);
        Assert.Equal((Good.Kid, "RS256"), (key.Id, key.Algorithm));
        Assert.Equal(2048, Assert.IsType<RsaSecurityKey>(key.Key).KeySize);
    }

    [Theory]
    [InlineData("kty", "\"oct\"")]
    [InlineData("kty", "\"XYZ\"")]
    [InlineData("kty", "1")]
    [InlineData("use", "\"enc\"")]
    [InlineData("alg", "1")]
    [InlineData("alg", "[\"RS256\"]")]
    [InlineData("key_ops", "[\"encrypt\"]")]
    [InlineData("key_ops", "\"verify\"")]
    [InlineData("n", "\"AQAB\"")]
    [InlineData("n", "\"***\"")]
    [InlineData("n", "\"\"")]
    [InlineData("n", "1")]
    [InlineData("e", "\"AQAC\"")]
    [InlineData("e", "\"AQ\"")]
    [InlineData("e", "\"\"")]
    public void What_cannot_verify_is_passed_over_beside_a_good_key(string name, string value)
    {
        var bad = Good.ToJwk();
        bad[name] = JsonNode.Parse(value);
        bad["kid"] = "bad";

        Assert.True(Read([bad, Good.ToJwk(), JsonValue.Create(7), null], out var keys, out _));
        Assert.Equal(Good.Kid, Assert.Single(keys).Id);
        Assert.False(Read([bad.DeepClone()], out keys, out var fault));
        Assert.Empty(keys);
        Assert.Equal("no key in it can verify a signature", fault);
    }

    [Fact]
    public void An_rsa_key_of_512_bits_is_too_short()
    {
        var shortKey = new byte[64];
        shortKey[0] = 0xFF;
        shortKey[^1] = 1;
        var jwk = Good.ToJwk();
        jwk["n"] = Base64UrlEncoder.Encode(shortKey);
        var padded = Good.ToJwk();
        padded["n"] = Base64UrlEncoder.Encode([.. new byte[256], .. shortKey]);

        Assert.False(Read([jwk, padded], out _, out _));
    }

    [Fact]
    public void Two_keys_of_one_name_are_both_kept()
    {
        Assert.True(Read([Good.ToJwk(), SigningKey.Fresh(Good.Kid).ToJwk()], out var keys, out _));

        Assert.Equal([Good.Kid, Good.Kid], keys.Select(key => key.Id));
    }

    [Fact]
    public void A_certificate_serves_where_modulus_and_exponent_are_missing()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=op", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var good = new JsonObject { ["kty"] = "RSA", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)) };
        var broken = new JsonObject { ["kty"] = "RSA", ["x5c"] = new JsonArray("bm8gY2VydGlmaWNhdGU=") };
        var empty = new JsonObject { ["kty"] = "RSA", ["x5c"] = new JsonArray() };

        Assert.True(Read([good, broken, empty], out var keys, out _));
        Assert.Equal(rsa.ExportParameters(false).Modulus, Assert.IsType<RsaSecurityKey>(Assert.Single(keys).Key).Parameters.Modulus);
    }

    [Theory]
    [InlineData("P-256", 256)]
    [InlineData("P-384", 384)]
    [InlineData("P-521", 521)]
    public void An_elliptic_key_is_read_by_its_curve(string curve, int bits)
    {
        using var ecdsa = ECDsa.Create(bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC", ["crv"] = curve, ["kid"] = "e", ["x"] = Base64UrlEncoder.Encode(point.X!), ["y"] = Base64UrlEncoder.Encode(point.Y!),
        };
        var offCurve = jwk.DeepClone().AsObject();
        offCurve["y"] = jwk["x"]!.DeepClone();
        var unknownCurve = jwk.DeepClone().AsObject();
        unknownCurve["crv"] = "secp256k1";

        Assert.True(Read([jwk, offCurve, unknownCurve], out var keys, out _));
        Assert.Equal(bits, Assert.IsType<ECDsaSecurityKey>(Assert.Single(keys).Key).KeySize);
    }

    [Theory]
    [InlineData("{\"keys\":[]}", "no key in it can verify a signature")]
    [InlineData("{\"keys\":{}}", "\"keys\" is no list")]
    [InlineData("{}", "\"keys\" is no list")]
    public void A_set_without_keys_is_refused(string text, string expected)
    {
        Assert.False(ProviderKeys.TryParse(Encoding.UTF8.GetBytes(text), out var keys, out var fault));
        Assert.Empty(keys);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("\"keys\"")]
    public void What_is_no_object_is_refused(string text) => Assert.False(ProviderKeys.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void Of_five_thousand_keys_a_hundred_are_read()
    {
        Assert.True(Read([.. Enumerable.Range(0, 5000).Select(_ => Good.ToJwk())], out var keys, out _));

        Assert.Equal(100, keys.Count);
    }

    private static bool Read(JsonNode?[] entries, out IReadOnlyList<ProviderKey> keys, out string fault) =>
        ProviderKeys.TryParse(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(entries) }.ToJsonString()), out keys, out fault);
}
