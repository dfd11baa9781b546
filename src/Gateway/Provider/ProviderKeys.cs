using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sites;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Provider;

/// <summary>
/// The keys of the OP that may verify a signature (RFC 7517). An entry that cannot is passed over: another type, <c>use</c> other than
/// <c>sig</c>, no <c>verify</c> among its operations, an algorithm that is no text, too short, malformed.
/// </summary>
internal static class ProviderKeys
{
    private const int FewestRsaBits = 2048;
    private const int MostKeys = 100;

    public static bool TryParse(ReadOnlyMemory<byte> document, out IReadOnlyList<ProviderKey> keys, out string fault)
    {
        keys = [];
        if (!ClaimSet.TryParse(document, out var json, out fault)) return false;
        if (!json.TryGetProperty("keys", out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            fault = "\"keys\" is no list";
            return false;
        }

        var usable = entries.EnumerateArray().Take(MostKeys).Select(Read).OfType<ProviderKey>().ToArray();
        keys = usable;
        if (usable.Length == 0) fault = "no key in it can verify a signature";
        return usable.Length > 0;
    }

    /// <summary>Those that the owner has by himself.</summary>
    public static IReadOnlyList<ProviderKey> Of(IReadOnlyList<VerificationKey> keys) => [.. keys.Select(key => new ProviderKey(key.Id, null, key.ToKey() switch
    {
        RSA rsa => new RsaSecurityKey(rsa),
        ECDsa elliptic => new ECDsaSecurityKey(elliptic),
        _ => throw new InvalidOperationException("A key that was judged is none."),
    }))];

    private static ProviderKey? Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !MayVerify(entry)) return null;
        try
        {
            SecurityKey? key = entry.TextOf("kty") switch
            {
                "RSA" => Rsa(entry),
                "EC" => Ec(entry),
                _ => null,
            };
            return key is null ? null : new ProviderKey(TokenForm.NameOf(entry), entry.TextOf("alg"), key);
        }
        catch (Exception malformed) when (malformed is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static bool MayVerify(JsonElement entry)
    {
        if (entry.TryGetProperty("alg", out var algorithm) && algorithm.ValueKind != JsonValueKind.String) return false;
        if (entry.TryGetProperty("use", out var use) && use.ValueKind == JsonValueKind.String && use.GetString() != "sig") return false;
        return !entry.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array
                && operations.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == "verify"));
    }

    private static RsaSecurityKey? Rsa(JsonElement entry)
    {
        RSAParameters parameters;
        if (entry.TextOf("n") is { } n && entry.TextOf("e") is { } e)
            parameters = new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(n), Exponent = Base64UrlEncoder.DecodeBytes(e) };
        else if (Certificate(entry)?.GetRSAPublicKey() is { } certified)
            parameters = certified.ExportParameters(includePrivateParameters: false);
        else
            return null;

        var modulus = parameters.Modulus.AsSpan().TrimStart((byte)0);
        var exponent = parameters.Exponent.AsSpan().TrimStart((byte)0);
        if (modulus.Length * 8 < FewestRsaBits || exponent.IsEmpty || (exponent[^1] & 1) == 0 || exponent is [1]) return null;

        // Importing once here tells now, not at the first login, whether the platform takes the key.
        using var probe = RSA.Create(parameters);
        return new RsaSecurityKey(parameters);
    }

    private static ECDsaSecurityKey? Ec(JsonElement entry)
    {
        var curve = entry.TextOf("crv") switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => (ECCurve?)null,
        };
        if (curve is null || entry.TextOf("x") is not { } x || entry.TextOf("y") is not { } y) return null;

        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(x), Y = Base64UrlEncoder.DecodeBytes(y) };
        return new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = curve.Value, Q = point }));
    }

    private static X509Certificate2? Certificate(JsonElement entry) =>
        entry.TryGetProperty("x5c", out var chain) && chain.ValueKind == JsonValueKind.Array && chain.GetArrayLength() > 0
        && chain[0].ValueKind == JsonValueKind.String
            ? X509CertificateLoader.LoadCertificate(Convert.FromBase64String(chain[0].GetString()!))
            : null;
}
