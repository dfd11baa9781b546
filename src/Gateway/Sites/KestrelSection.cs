using System.Text.Json;

namespace Gateway.Sites;

/// <summary>Kestrel's own configuration, for what <c>Listen</c> does not name. It goes there as it stands.</summary>
internal static class KestrelSection
{
    /// <summary>As JSON, or null without it.</summary>
    public static string? Read(JsonElement? written, Setting at) => written?.ValueKind switch
    {
        null => null,
        JsonValueKind.Object => written.Value.GetRawText(),
        _ => throw at.Shape("is no section. Write { \"Endpoints\": { … } }, as in Kestrel's own documentation."),
    };
}
