using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>What is wrong with one path rule by itself, in the operator's words.</summary>
internal static class PathRuleFaults
{
    public static IEnumerable<string> Of(PathRule rule)
    {
        if (rule.Requirement.Fault is { } fault)
            yield return fault;

        if (rule.IdentityIfSignedIn && !rule.Requirement.IsPublic)
            yield return "Identity: IfSignedIn is for public paths; where a member is needed, identity is always told";

        if (rule.Methods is { Count: 0 })
            yield return "Methods is empty; name at least one, or leave it out";

        foreach (var method in rule.Methods ?? [])
        {
            if (method.Length == 0 || !method.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
                yield return $"the method \"{Excerpt.Of(method)}\" is not written as browsers send it; write it in capitals, such as GET";
        }
    }
}
