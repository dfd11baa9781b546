using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>What stands in the OP's key set beside the good key, or in its place.</summary>
public sealed class KeySetTests
{
    // RSA 512 is what a laptop breaks in an afternoon; the framework makes none shorter.
    private static readonly Lazy<RSA> Short = new(() => RSA.Create(512));

    public static TheoryData<string> Unusable => ["unknown kty", "for encryption", "another alg", "no verify", "broken x5c", "RSA 512", "even exponent", "exponent 1"];

    [Theory]
    [MemberData(nameof(Unusable))]
    [InlineData("another key of the same name")]
    public async Task A72_The_good_key_is_found_beside_an_unusable_one_of_its_name(string entry)
    {
        await using var gateway = await GatewayHost.StartAsync();
        ForgersKey.Publish(gateway.Nats, EntryOf(entry, gateway.Nats.Keys.Current));

        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);

        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("for encryption")]
    [InlineData("another alg")]
    [InlineData("no verify")]
    [InlineData("RSA 512")]
    [InlineData("exponent 1")]
    public async Task A72_What_an_unusable_key_has_signed_is_refused_beside_the_good_one(string entry)
    {
        await using var gateway = await GatewayHost.StartAsync();
        ForgersKey.Publish(gateway.Nats, EntryOf(entry, gateway.Nats.Keys.Current));
        Forge.IdToken(gateway.Nats, (header, claims) => Forge.Compact(Forge.Text(header), Forge.Text(claims), text => entry switch
        {
            "RSA 512" => Short.Value.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "exponent 1" => Padded(text),
            _ => ForgersKey.Rsa.Sign("RS256", text),
        }));

        await RefusedLogin.AssertAsync(gateway, "id_token_signature", keyReads: 1);
    }

    [Fact]
    public async Task A72_The_good_key_may_come_as_a_certificate()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var kid = gateway.Nats.Keys.Current.Kid;
        gateway.Nats.Switches.Jwks.Body = _ => new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["kid"] = kid, ["x5c"] = new JsonArray(CertificateOf(gateway.Nats.Keys.Current)) }),
        }.ToJsonString();

        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    [InlineData("another key of the same name")]
    public async Task A72_Without_the_good_key_nobody_signs_in(string entry)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var alone = EntryOf(entry, gateway.Nats.Keys.Current);
        gateway.Nats.Switches.Jwks.Body = _ => new JsonObject { ["keys"] = new JsonArray(alone.DeepClone()) }.ToJsonString();

        if (entry == "another alg") await RefusedLogin.AssertAsync(gateway, "id_token_key_unknown", keyReads: 1);
        else if (entry == "another key of the same name") await RefusedLogin.AssertAsync(gateway, "id_token_signature", keyReads: 1);
        else await AssertNoStartAsync(gateway, "no key in it can verify a signature");
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "no key in it can verify a signature")]
    [InlineData("""{"keys":{}}""", "\\\"keys\\\" is no list")]
    [InlineData("""{}""", "\\\"keys\\\" is no list")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("\"keys\"", "is no JSON object")]
    [InlineData("null", "is no JSON object")]
    public async Task A72_A_set_that_is_none_lets_nobody_in(string set, string fault)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Jwks.Body = _ => set;

        await AssertNoStartAsync(gateway, fault);
    }

    [Theory]
    [InlineData("""{"keys":[],""")]
    [InlineData("""{"more":[{"a":1,"a":2}],""")]
    public async Task A88_A_name_that_stands_twice_spoils_the_set(string beginning)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Jwks.Body = text => beginning + text[1..];

        await AssertNoStartAsync(gateway, "has the same name twice in one object");
    }

    [Fact]
    public async Task A75_Behind_a_hundred_entries_nobody_looks()
    {
        await using var gateway = await GatewayHost.StartAsync();
        ForgersKey.Publish(gateway.Nats, [.. Enumerable.Range(0, 100).Select(i => new JsonObject { ["kty"] = "oct", ["kid"] = "key-" + i, ["k"] = "c2VjcmV0" })]);

        await AssertNoStartAsync(gateway, "no key in it can verify a signature");
    }

    // What the signature must be when it is raised to the power of one: anybody can write it (RFC 8017, 9.2).
    private static byte[] Padded(byte[] text)
    {
        byte[] digest = [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, .. SHA256.HashData(text)];
        return [0, 1, .. Enumerable.Repeat((byte)0xFF, 256 - 3 - digest.Length), 0, .. digest];
    }

    private static JsonObject EntryOf(string name, SigningKey good)
    {
        var entry = ForgersKey.Rsa.ToJwk(good.Kid);
        switch (name)
        {
            case "unknown kty": entry["kty"] = "XYZ"; break;
            case "for encryption": entry["use"] = "enc"; break;
            case "another alg": entry["alg"] = "RS512"; break;
            case "no verify": entry["key_ops"] = new JsonArray("sign", "wrapKey"); break;
            case "broken x5c": entry = new JsonObject { ["kty"] = "RSA", ["kid"] = good.Kid, ["x5c"] = new JsonArray("bm8gY2VydGlmaWNhdGU=") }; break;
            case "RSA 512": entry["n"] = Base64UrlEncoder.Encode(Short.Value.ExportParameters(false).Modulus!); break;
            case "exponent 1": entry["e"] = "AQ"; break;
            case "even exponent": entry["e"] = "AQAC"; break;
            default: break;
        }

        return entry;
    }

    // NATS' key, certified by the forger: whoever certified it does not matter, the set came from the OP.
    private static string CertificateOf(SigningKey key)
    {
        using var published = RSA.Create();
        published.ImportFromPem(key.ToPem());
        var request = new CertificateRequest(new X500DistinguishedName("CN=nats"), published, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var signer = RSA.Create(2048);
        using var certificate = request.Create(
            new X500DistinguishedName("CN=somebody"), X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1),
            new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero), [1]);
        return Convert.ToBase64String(certificate.RawData);
    }

    private static async Task AssertNoStartAsync(GatewayHost gateway, string fault)
    {
        var browser = gateway.NewBrowser();

        var page = await browser.GetAsync("/members/");

        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Empty(page.SetCookies);
        Proof.NoCallNoSession(gateway, browser);
        var warning = Assert.Single(gateway.Log.Warnings).Text;
        Assert.Contains("(op_keys_refused)", warning, StringComparison.Ordinal);
        Assert.Contains(fault, warning, StringComparison.Ordinal);
    }
}
