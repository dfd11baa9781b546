using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>A key of the forger's own, RSA or elliptic: signs by any algorithm that it can do, and can be slipped into NATS' key set.</summary>
internal sealed class ForgersKey
{
    // Keys take time to make; the forger needs only one of each kind.
    private static readonly Lazy<ForgersKey> OneRsa = new(() => new ForgersKey(RSA.Create(2048)));
    private static readonly Lazy<ForgersKey> OneShortRsa = new(() => new ForgersKey(RSA.Create(1024)));
    private static readonly Lazy<ForgersKey> OneP256 = new(() => new ForgersKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    private static readonly Lazy<ForgersKey> OneP384 = new(() => new ForgersKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)));

    private readonly Lock _lock = new();
    private readonly RSA? _rsa;
    private readonly ECDsa? _elliptic;

    private ForgersKey(RSA rsa) => _rsa = rsa;

    private ForgersKey(ECDsa elliptic) => _elliptic = elliptic;

    public static ForgersKey Rsa => OneRsa.Value;

    public static ForgersKey ShortRsa => OneShortRsa.Value;

    public static ForgersKey P256 => OneP256.Value;

    public static ForgersKey P384 => OneP384.Value;

    /// <summary>NATS publishes these entries before its own.</summary>
    public static void Publish(SimulatedNats nats, params JsonNode?[] entries) => nats.Switches.Jwks.Body = text =>
    {
        var keys = JsonNode.Parse(text)!;
        foreach (var entry in entries.Reverse()) keys["keys"]!.AsArray().Insert(0, entry?.DeepClone());
        return keys.ToJsonString();
    };

    public byte[] Sign(string algorithm, byte[] text)
    {
        var hash = algorithm[2..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        lock (_lock)
        {
            return _rsa is null
                ? _elliptic!.SignData(text, hash)
                : _rsa.SignData(text, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>The public half under this name, without an algorithm of its own.</summary>
    public JsonObject ToJwk(string kid)
    {
        lock (_lock)
        {
            if (_rsa is not null)
            {
                var key = _rsa.ExportParameters(includePrivateParameters: false);
                return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = Base64UrlEncoder.Encode(key.Modulus!), ["e"] = Base64UrlEncoder.Encode(key.Exponent!) };
            }

            var point = _elliptic!.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["kty"] = "EC", ["use"] = "sig", ["kid"] = kid, ["crv"] = point.X!.Length == 32 ? "P-256" : "P-384",
                ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y!),
            };
        }
    }

    /// <summary>A certificate that the forger made out to himself, in base64.</summary>
    public string ToCertificate()
    {
        lock (_lock)
        {
            var request = new CertificateRequest("CN=nats", _rsa!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
            return Convert.ToBase64String(certificate.RawData);
        }
    }
}
