using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>Reads one line as it stands behind Apache's <c>Require</c>.</summary>
internal static class RequirementParser
{
    private const string Understood =
        "understood are: all granted, all denied, valid-user, user NAME…, claim NAME:VALUE…, and not in front of these";

    public static bool TryParse(string text, out Requirement? requirement, out string fault)
    {
        requirement = null;
        if (!ApacheWords.TrySplit(text, out var words, out fault))
            return false;

        if (words.Count > 0 && words[0] == "not")
        {
            if (!TryParseWords(text, words.Skip(1).ToList(), out var inner, out fault))
                return false;
            requirement = new NegativeRequirement(inner!, "not"); // parsed
            return true;
        }

        return TryParseWords(text, words, out requirement, out fault);
    }

    private static bool TryParseWords(string text, IReadOnlyList<string> words, out Requirement? requirement, out string fault)
    {
        requirement = null;
        fault = "";
        var rest = words.Skip(1).ToList();
        var kind = words.Count > 0 ? words[0] : "";
        switch (kind)
        {
            case "all" when rest.Count == 1 && rest[0].Equals("granted", StringComparison.OrdinalIgnoreCase):
                requirement = new AllGrantedRequirement();
                break;
            case "all" when rest.Count == 1 && rest[0].Equals("denied", StringComparison.OrdinalIgnoreCase):
                requirement = new AllDeniedRequirement();
                break;
            case "valid-user" when rest.Count == 0:
                requirement = new ValidUserRequirement();
                break;
            case "user" when rest.Count > 0 && rest.TrueForAll(name => name.Length > 0):
                requirement = new UserRequirement(rest);
                break;
            case "claim" when rest.Count > 0:
                return TryParseClaim(rest, out requirement, out fault);
            default:
                fault = FaultOf(text, kind);
                break;
        }

        return requirement is not null;
    }

    private static bool TryParseClaim(List<string> words, out Requirement? requirement, out string fault)
    {
        requirement = null;
        fault = "";
        var claims = new List<ClaimWord>();
        foreach (var text in words)
        {
            if (!ClaimWord.TryParse(text, out var word, out fault))
                return false;
            claims.Add(word!); // parsed
        }

        requirement = new ClaimRequirement(claims);
        return true;
    }

    private static string FaultOf(string text, string kind) => kind switch
    {
        "" => $"the rule is empty; {Understood}",
        "all" => $"\"{Excerpt.Of(text)}\": write all granted or all denied",
        "valid-user" => $"\"{Excerpt.Of(text)}\": valid-user stands alone; to name members write user NAME…",
        "user" => "user needs at least one name",
        "claim" => "claim needs at least one NAME:VALUE",
        "not" => "not stands once, in front of a rule",
        "Require" or "require" => $"\"{Excerpt.Of(text)}\": leave out the word {kind}",
        _ => $"\"{Excerpt.Of(text)}\": {Excerpt.Of(kind)} is not understood here; {Understood}",
    };
}
