using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Provider;

/// <summary>
/// The outside of a compact JWS, judged before any key is touched: three parts in strict base64url, an allowed algorithm, no extension
/// that we would have to understand, a fitting type, JSON without doubled names.
/// </summary>
internal sealed record TokenForm(JsonElement Header, JsonElement Payload, byte[] Signed, byte[] Signature)
{
    public const int MostCharacters = 32 * 1024;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The name of the key that signed, as the token has it.</summary>
    public string? KeyId => NameOf(Header);

    /// <summary>The <c>kid</c> of a header or a key, an opaque text; some OPs count with numbers.</summary>
    public static string? NameOf(JsonElement json) =>
        !json.TryGetProperty("kid", out var kid) ? null
        : kid.ValueKind == JsonValueKind.Number ? kid.GetRawText()
        : kid.ValueKind == JsonValueKind.String ? kid.GetString()
        : null;

    public static bool TryRead(string token, string algorithm, IReadOnlyList<string> types, out TokenForm? form, out string fault)
    {
        form = null;
        if (token.Length > MostCharacters)
        {
            fault = "token_too_large";
            return false;
        }

        var parts = token.Split('.', 4);
        if (parts.Length != 3 || parts.Any(part => part.AsSpan().ContainsAnyExcept(Alphabet)))
        {
            fault = "token_form";
            return false;
        }

        if (!TryDecode(parts[0], out var header) || !TryDecode(parts[1], out var payload) || !TryDecodeBytes(parts[2], out var signature))
        {
            fault = "token_form";
            return false;
        }

        fault = Judge(header, algorithm, types) ?? "";
        if (fault.Length > 0) return false;

        form = new TokenForm(header, payload, Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), signature);
        return true;
    }

    private static string? Judge(JsonElement header, string algorithm, IReadOnlyList<string> types)
    {
        if (header.TextOf("alg") != algorithm) return "token_algorithm";
        if (header.TryGetProperty("crit", out _)) return "token_crit";   // RFC 7515, 4.1.11: not understood means refused
        if (header.TryGetProperty("zip", out _) || header.TryGetProperty("enc", out _)) return "token_form";
        if (header.TryGetProperty("kid", out var kid) && kid.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return "token_form";
        if (!header.TryGetProperty("typ", out _)) return null;

        var type = header.TextOf("typ");
        if (type?.StartsWith("application/", StringComparison.OrdinalIgnoreCase) == true) type = type["application/".Length..];
        return types.Contains(type, StringComparer.OrdinalIgnoreCase) ? null : "token_type";
    }

    private static bool TryDecode(string part, out JsonElement json)
    {
        json = default;
        return TryDecodeBytes(part, out var bytes) && ClaimSet.TryParse(bytes, out json, out _);
    }

    // One canonical spelling a token: what does not encode back to itself had spare bits set.
    private static bool TryDecodeBytes(string part, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, bytes, out _, out var written) != OperationStatus.Done) return false;
        bytes = bytes[..written];
        return Base64Url.EncodeToString(bytes) == part;
    }
}
