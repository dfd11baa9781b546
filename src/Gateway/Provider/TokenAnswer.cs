using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Provider;

/// <summary>A successful token response (RFC 6749, 5.1): what is in it, with an unreadable lifetime taken as unknown.</summary>
internal sealed record TokenAnswer(string AccessToken, string? RefreshToken, string? IdToken, TimeSpan? Lifetime)
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    /// <summary>The OP said what kind of token it is (RFC 6749, 5.1, wants that).</summary>
    public bool HasType { get; init; }

    /// <summary>What the id token says: of meaning once it was verified. Read here because the framework bends numbers and lists.</summary>
    public JsonElement IdTokenClaims => JsonElement.Parse(Base64Url.DecodeFromChars(IdToken!.Split('.')[1]));

    /// <summary>Whatever content type it came under. A token response that is not one is an outage; the message never quotes it.</summary>
    public static TokenAnswer Read(ReadOnlyMemory<byte> body)
    {
        if (!ClaimSet.TryParse(body, out var json, out var fault)) throw new ProviderUnavailableException("token_answer", $"The token response {fault}.");
        if (json.TextOf("access_token") is not { Length: > 0 } accessToken) throw new ProviderUnavailableException("token_no_access_token", "The token response has no access_token.");
        if (!IsBearer(json)) throw new ProviderUnavailableException("token_type", "The token response has a token_type other than Bearer.");

        return new TokenAnswer(accessToken, json.TextOf("refresh_token"), json.TextOf("id_token"), LifetimeOf(json)) { HasType = HasTypeIn(json) };
    }

    private static TimeSpan? LifetimeOf(JsonElement json) =>
        !json.TryGetProperty("expires_in", out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? ReadLifetime(value.GetRawText())
        : value.ValueKind == JsonValueKind.String ? ReadLifetime(value.GetString())
        : null;

    // Digits as number or string; below zero counts as expired at once, absurd values are capped.
    private static TimeSpan? ReadLifetime(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && !double.IsNaN(seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestLifetime.TotalSeconds))
            : null;

    // Missing is tolerated, any other type is not ours to use (RFC 6749, 7.1).
    private static bool IsBearer(JsonElement json) =>
        !HasTypeIn(json) || string.Equals(json.TextOf("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase);

    private static bool HasTypeIn(JsonElement json) => json.TryGetProperty("token_type", out var type) && type.ValueKind != JsonValueKind.Null;
}
