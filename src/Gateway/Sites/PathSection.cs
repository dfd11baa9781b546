using System.Text.Json;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The path rules of a site, in the order of the file, which counts for patterns.</summary>
internal static class PathSection
{
    public static RuleTable? Read(JsonElement? written, Setting at)
    {
        if (written is not { } paths)
        {
            at.Missing("Write who may see what, \"/\" at least: { \"/\": \"all granted\", \"/members/\": \"valid-user\" }.");
            return null;
        }

        if (paths.ValueKind != JsonValueKind.Object)
        {
            throw at.Shape("is no section. Write { \"/\": \"all granted\", \"/members/\": \"valid-user\" }.");
        }

        var faultsBefore = at.Reading.Faults.Count;
        var rules = paths.EnumerateObject().SelectMany(path => PathRuleSection.Read(path.Name, path.Value, at[path.Name])).ToList();
        if (RuleTable.TryCreate(rules, out var table, out var faults))
        {
            // With a faulty rule in it the table answers wrongly whoever asks it next.
            return at.Reading.Faults.Count == faultsBefore ? table : null;
        }

        foreach (var (pattern, fault) in faults)
        {
            at[pattern].RefuseBecause(null, fault);
        }

        return null;
    }
}
