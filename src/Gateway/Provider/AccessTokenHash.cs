using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Provider;

/// <summary>Is an id token about this access token? By <c>at_hash</c>, which may be missing in the code flow (OpenID Connect Core 1.0, 3.1.3.6).</summary>
internal static class AccessTokenHash
{
    /// <summary>The hash is the one of the id token's own algorithm, its left half in base64url.</summary>
    public static bool Fits(JsonElement idToken, string accessToken, string algorithm)
    {
        if (!idToken.TryGetProperty("at_hash", out var told)) return true;

        var text = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm[^3..] switch
        {
            "384" => SHA384.HashData(text),
            "512" => SHA512.HashData(text),
            _ => SHA256.HashData(text),
        };
        return told.ValueKind == JsonValueKind.String && told.GetString() == Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}
