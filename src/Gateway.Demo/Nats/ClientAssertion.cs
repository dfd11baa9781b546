using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>A client's word about itself, signed with its secret (`client_secret_jwt`, OpenID Connect Core 1.0, 9).</summary>
internal static class ClientAssertion
{
    private const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Whose word it says that it is; null where it is none.</summary>
    public static string? Subject(string? assertion) => Claims(assertion)?["sub"]?.ToString();

    public static bool IsSigned(Parameters form, string secret)
    {
        var assertion = form["client_assertion"]!;   // its subject was read
        var signed = assertion[..assertion.LastIndexOf('.')];
        return form["client_assertion_type"] == Type
            && Claims(assertion) is { } claims && claims["iss"]?.ToString() == claims["sub"]?.ToString()
            && Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed))) == assertion[(signed.Length + 1)..];
    }

    /// <summary>What it says, unverified.</summary>
    public static JsonObject? Claims(string? assertion) =>
        assertion?.Split('.') is [_, var claims, _] && Base64Url.IsValid(claims) ? JsonNode.Parse(Base64Url.DecodeFromChars(claims)) as JsonObject : null;
}
