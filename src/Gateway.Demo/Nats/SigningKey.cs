using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo.Nats;

/// <summary>One RSA key under one `kid`: signs compact JWTs, and shows its public half.</summary>
internal sealed class SigningKey
{
    // A key takes up to 0.3 s to make, and every test starts a NATS of its own: all begin with the one of this process.
    private static readonly Lazy<RSAParameters> First = new(Make);

    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    private SigningKey(string? kid, RSAParameters parameters)
    {
        _rsa = RSA.Create(parameters);
        Kid = kid ?? "nats-" + Base64UrlEncoder.Encode(SHA256.HashData(parameters.Modulus!))[..12];
    }

    public string Kid { get; }

    public static SigningKey OfThisProcess() => new(null, First.Value);

    public static SigningKey Fresh(string? kid = null) => new(kid, Make());

    /// <summary>Signs exactly these texts, whatever they are: tests send rubbish under a good signature.</summary>
    public string Sign(string header, string payload)
    {
        var signed = Base64UrlEncoder.Encode(header) + "." + Base64UrlEncoder.Encode(payload);
        return signed + "." + Base64UrlEncoder.Encode(Sign(Encoding.ASCII.GetBytes(signed)));
    }

    public byte[] Sign(byte[] text)
    {
        lock (_lock) return _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>For tests that forge: the same key under another hash or padding.</summary>
    public byte[] Sign(byte[] signed, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        lock (_lock) return _rsa.SignData(signed, hash, padding);
    }

    public bool Verifies(string signed, byte[] signature)
    {
        var bytes = Encoding.ASCII.GetBytes(signed);
        lock (_lock) return _rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public JsonObject ToJwk()
    {
        lock (_lock)
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = Kid,
                ["n"] = Base64UrlEncoder.Encode(key.Modulus!),
                ["e"] = Base64UrlEncoder.Encode(key.Exponent!),
            };
        }
    }

    /// <summary>For tests that forge: the public half as PEM, the usual HMAC key of an algorithm confusion.</summary>
    public string ToPem()
    {
        lock (_lock) return _rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static RSAParameters Make()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    }
}
