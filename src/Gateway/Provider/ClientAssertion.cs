using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary><c>client_secret_jwt</c> (OpenID Connect Core 1.0, 9): a token of one minute for one endpoint, signed with the client secret.</summary>
internal static class ClientAssertion
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    public static string Make(ProviderSettings settings, Uri endpoint, DateTimeOffset now)
    {
        var text = $"{Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8)}.{Base64Url.EncodeToString(Claims(settings.ClientId, endpoint, now))}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.ClientSecret), Encoding.ASCII.GetBytes(text)))}";
    }

    private static ReadOnlySpan<byte> Claims(string client, Uri endpoint, DateTimeOffset now)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("iss", client);
        json.WriteString("sub", client);
        json.WriteString("aud", endpoint.OriginalString);
        json.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", (now + Life).ToUnixTimeSeconds());
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan;
    }
}
