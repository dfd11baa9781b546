using System.Text.Json;

namespace Gateway.Claims;

/// <summary>A member of a JSON object as text.</summary>
internal static class JsonText
{
    /// <summary>Null where it is missing, or no text.</summary>
    public static string? TextOf(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
