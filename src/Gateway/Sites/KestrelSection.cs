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

    /// <summary>Whether one of its endpoints is https. Its names count in any letter case, as the framework reads them.</summary>
    public static bool ListensTls(string? json)
    {
        if (json is null) return false;

        using var section = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return Members(section.RootElement, "Endpoints").SelectMany(static endpoints => Members(endpoints)).SelectMany(static endpoint => Members(endpoint, "Url"))
            .Any(static url => url.ValueKind == JsonValueKind.String && url.GetString()!.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<JsonElement> Members(JsonElement of, string? name = null) => of.ValueKind != JsonValueKind.Object ? []
        : of.EnumerateObject().Where(member => name is null || member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static member => member.Value);
}
