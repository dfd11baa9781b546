using System.Text.Json;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// A requirement as it is written: one text in Apache's language, or <c>RequireAny</c>, <c>RequireAll</c>, <c>RequireNone</c> around a
/// list of such. Null when any of it is at fault.
/// </summary>
internal static class RequirementSection
{
    private const string Example = "Write \"claim trial:0\", or { \"RequireAll\": [ \"claim trial:0\", \"claim level:gold\" ] }.";
    private static readonly string[] Names = ["Require", "RequireAny", "RequireAll", "RequireNone"];

    public static Requirement? Read(JsonElement written, Setting at) => written.ValueKind switch
    {
        JsonValueKind.String => ReadText(written.GetString(), at),
        JsonValueKind.Object => ReadNested(written, at),
        _ => throw at.Shape($"is no requirement. {Example}"),
    };

    /// <summary>Of these exactly one must be there.</summary>
    public static Requirement? ReadOneOf(Setting at, params ReadOnlySpan<(string Name, JsonElement? Value)> members)
    {
        var there = new List<(string Name, JsonElement Value)>();
        foreach (var (name, value) in members)
        {
            if (value is { } written)
            {
                there.Add((name, written));
            }
        }

        if (there is [var only])
        {
            return ReadMember(only.Name, only.Value, at[only.Name]);
        }

        var found = there.Count == 0 ? "none" : string.Join(" and ", there.Select(one => one.Name));
        at.Refuse(null, $"needs one of {string.Join(", ", Names)}, and has {found}. {Example}");
        return null;
    }

    private static Requirement? ReadMember(string name, JsonElement written, Setting at)
    {
        if (name == "Require")
        {
            return written.ValueKind == JsonValueKind.String
                ? ReadText(written.GetString(), at)
                : throw at.Shape($"is no text. {Example}");
        }

        if (written.ValueKind != JsonValueKind.Array)
        {
            throw at.Shape($"is no list. {Example}");
        }

        var read = written.EnumerateArray().Select((part, index) => Read(part, at[index])).ToList();
        if (read.Count == 0)
        {
            at.Refuse(null, $"an empty list. {Example}");
        }

        var parts = read.OfType<Requirement>().ToList();
        if (parts.Count == 0 || parts.Count < read.Count)
        {
            return null;
        }

        return name switch
        {
            "RequireAny" => Requirement.Any(parts),
            "RequireAll" => Requirement.All(parts),
            _ => Requirement.None(parts),
        };
    }

    private static Requirement? ReadNested(JsonElement written, Setting at)
    {
        foreach (var member in written.EnumerateObject().Where(member => !Names.Contains(member.Name)))
        {
            var hint = NearestName.Of(member.Name, Names) is { } nearest
                ? $"Did you mean \"{nearest}\"?"
                : $"Here are known: {string.Join(", ", Names)}.";
            at[member.Name].Refuse(null, $"unknown setting. {hint}");
        }

        var members = Names.Select(name => (name, written.TryGetProperty(name, out var value) ? value : (JsonElement?)null)).ToArray();
        return ReadOneOf(at, members);
    }

    private static Requirement? ReadText(string? written, Setting at)
    {
        if (at.Text(written) is not { } text)
        {
            return null;
        }

        if (!Requirement.TryParse(text, out var requirement, out var fault))
        {
            at.RefuseBecause(text, fault);
        }

        return requirement;
    }
}
