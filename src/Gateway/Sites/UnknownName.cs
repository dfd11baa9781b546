using System.Text.Json.Serialization.Metadata;

namespace Gateway.Sites;

/// <summary>
/// What to say of a name that a section does not have: a typing error must not open a door, so it is refused with the name that was
/// probably meant. Settings of later versions are known by name only.
/// </summary>
internal static class UnknownName
{
    private static readonly Dictionary<Type, Dictionary<string, string>> Later = new()
    {
        [typeof(SiteOptions)] = new()
        {
            ["Limits"] = "Leave it out: request bodies are not limited here.",
            ["WebSocketOrigins"] = "Leave it out.",
        },
    };

    public static string Remedy(JsonTypeInfo section, string name)
    {
        var later = Later.GetValueOrDefault(section.Type) ?? [];
        if (later.TryGetValue(name, out var remedy))
        {
            return $"not in this version. {remedy}";
        }

        var known = section.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).ToList();
        return NearestName.Of(name, known.Concat(later.Keys)) is { } nearest
            ? $"unknown setting. Did you mean \"{nearest}\"?"
            : $"unknown setting. Here are known: {string.Join(", ", known)}.";
    }
}
