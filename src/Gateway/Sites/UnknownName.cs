using System.Text.Json.Serialization.Metadata;

namespace Gateway.Sites;

/// <summary>
/// What to say of a name that a section does not have: a typing error must not open a door, so it is refused with the name that was
/// probably meant.
/// </summary>
internal static class UnknownName
{
    public static string Remedy(JsonTypeInfo section, string name)
    {
        var known = section.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).ToList();
        return NearestName.Of(name, known) is { } nearest
            ? $"unknown setting. Did you mean \"{nearest}\"?"
            : $"unknown setting. Here are known: {string.Join(", ", known)}.";
    }
}
