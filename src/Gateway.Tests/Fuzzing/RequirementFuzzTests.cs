using System.Globalization;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Rules;
using Gateway.Tests.Rules;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>A rule means what is written, is printed as what it means, and lets nobody in of whom it knows nothing.</summary>
public sealed class RequirementFuzzTests
{
    private static readonly Member?[] Visitors =
    [
        null, new Member("stranger", ClaimSet.Empty), Stage.Full, Stage.Trial, Stage.Expired,
        Stage.Named("an odd \"name", """{"a.b":"c:d","a":{"b":["x","y",1],"":"z"},"list":["1",2,true,null,["1"]],"n":0,"big":9223372036854775807,"real":0.5,"flag":true,"deep":{"er":{"est":"1"}},"blank ":" x","\\":"\\\\","trial":"0 "}"""),
    ];

    private static readonly Fuzz Rules = new("requirement",
        [
            "all granted", "all denied", "valid-user", "not valid-user", "user alice bob", "user \"an odd \\\"name\"", "claim trial:0", "claim trial:0 status:active", "claim a.b:x", "claim a.b:c:d",
            "claim list:1 list:2 list:true", "claim deep.er.est:1", "claim level~^(gold|platinum)$", "not claim status:expired", "claim \"blank : x\"", "claim a.:z", "claim big:9223372036854775807",
        ],
        " ", "\t", "\"", "'", "\\", "\\\\", "\\\"", ":", ".", "~", "claim ", "user ", "not ", "all ", "granted", "GRANTED", "valid-user", "trial", "0", "null", "true", "[a-", "(?=", "{9}{9}{9}", "%{x}", "é", "\u00A0");

    [Fact]
    public void A_rule_is_read_and_printed_and_asked_as_it_is_written() => Rules.Run((string text) =>
    {
        var parsed = Requirement.TryParse(text, out var rule, out var fault);
        Assert.Equal(parsed, rule is not null);
        Assert.Equal(parsed, fault.Length == 0);
        if (!parsed) return "refused: " + fault.Split(';')[^1].Split(' ')[^1];

        Assert.True(Requirement.TryParse(rule!.ToString()!, out var again, out fault), $"{rule} is not read again: {fault}");
        Assert.Equal(rule.ToString(), again!.ToString());
        foreach (var visitor in Visitors)
        {
            var grant = rule.Evaluate(visitor);
            Assert.True(grant == again.Evaluate(visitor), $"printed, it means something else: {rule}");
            Assert.True(ApacheWords.TrySplit(text, out var words, out _));
            if (Expected(words, visitor) is { } expected) Assert.True(expected == grant, $"{visitor?.User}: {grant} instead of {expected}");
        }

        return rule.GetType().Name + string.Concat(Visitors.Select(visitor => (int)rule.Evaluate(visitor)));
    });

    // Read the other way round: from what the member has to what is written. Patterns are left to their engine.
    private static Grant? Expected(IReadOnlyList<string> words, Member? visitor)
    {
        if (words[0] == "not") return Expected([.. words.Skip(1)], visitor) is { } inner ? Grant.Denied : null;
        return words[0] switch
        {
            "all" => words[1].Equals("granted", StringComparison.OrdinalIgnoreCase) ? Grant.Granted : Grant.Denied,
            _ when visitor is null => Grant.NeedsUser,
            "valid-user" => Grant.Granted,
            "user" => words.Skip(1).Contains(visitor.User) ? Grant.Granted : Grant.Denied,
            _ when words.Any(word => word.Contains('~', StringComparison.Ordinal)) => null,
            _ => words.Skip(1).Any(word => visitor.Claims.Effective(ClaimSources.Both).Any(claim => claim.Key.Length > 0 && IsMet(claim.Key, claim.Value, word))) ? Grant.Granted : Grant.Denied,
        };
    }

    private static bool IsMet(string name, JsonElement value, string word)
    {
        if (!word.StartsWith(name, StringComparison.Ordinal) || word.Length == name.Length) return false;
        var rest = word[(name.Length + 1)..];
        return word[name.Length] switch
        {
            ':' => Texts(value).Contains(rest),
            '.' => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(inner => IsMet(inner.Name, inner.Value, rest)),
            _ => false,
        };
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Array).SelectMany(Texts),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Number when value.TryGetInt64(out var number) => [number.ToString(CultureInfo.InvariantCulture)],
        _ => [],
    };
}
