using System.Globalization;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Provider;

/// <summary>A successful token response (RFC 6749, 5.1): what is in it, with an unreadable lifetime taken as unknown.</summary>
internal sealed record TokenAnswer(string AccessToken, string? RefreshToken, string? IdToken, TimeSpan? Lifetime)
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    public static bool TryRead(ReadOnlyMemory<byte> body, out TokenAnswer? answer)
    {
        answer = null;
        if (!ClaimSet.TryParse(body, out var json, out _)) return false;
        if (Text(json, "access_token") is not { Length: > 0 } accessToken || !IsBearer(json)) return false;

        answer = new TokenAnswer(accessToken, Text(json, "refresh_token"), Text(json, "id_token"), LifetimeOf(json));
        return true;
    }

    /// <summary><c>expires_in</c>: digits as number or string; below zero counts as expired at once, absurd values are capped.</summary>
    public static TimeSpan? ReadLifetime(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && !double.IsNaN(seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestLifetime.TotalSeconds))
            : null;

    private static TimeSpan? LifetimeOf(JsonElement json) =>
        !json.TryGetProperty("expires_in", out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? ReadLifetime(value.GetRawText())
        : value.ValueKind == JsonValueKind.String ? ReadLifetime(value.GetString())
        : null;

    // Missing is tolerated, any other type is not ours to use (RFC 6749, 7.1).
    private static bool IsBearer(JsonElement json) =>
        !json.TryGetProperty("token_type", out var type)
        || (type.ValueKind == JsonValueKind.String && string.Equals(type.GetString(), "Bearer", StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
