using System.Text;
using System.Text.Json;
using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>What the OP says of a member can be read in one way only, and PHP gets that reading.</summary>
public sealed class ClaimsFuzzTests
{
    private static readonly Fuzz Objects = new("claims",
        [
            """{"sub":"7","trial":"0","list":["a",true,1,null,{"x":[]}],"n":-1.50e3,"deep":{"er":{"est":"é\u00e9\n\ud83d\ude00"}}}""", "{}", "[]", """{"a":1,"\u0061":2}""", """{"a":"\ud800"}""",
            "\uFEFF{}", string.Concat(Enumerable.Repeat("{\"a\":", 31)) + "{}" + new string('}', 31), """{"big":123456789012345678901234567890,"z":-0,"r":0.1}""",
        ],
        "{", "}", "[", "]", "\"", ":", ",", "\"a\":", "\"\\u0061\":", "\\ud800", "\\udc00", "\\u0000", "\\\"", "null", "true", "1", "-0", "1e999", "0.30000000000000004", "é", " ", "\n", "//", "{\"a\":", "[[[[", "\"sub\":\"8\",");

    [Fact]
    public void Claims_are_read_by_all_alike_or_not_at_all() => Objects.Run((byte[] bytes) =>
    {
        var taken = ClaimSet.TryParse(bytes, out var json, out var fault);
        Assert.Equal(taken, fault.Length == 0);
        Assert.True(taken == IsUnequivocal(bytes), taken ? "taken, but it can be read in two ways" : $"refused, but there is one reading: {fault}");
        if (!taken) return fault;

        Assert.True(ClaimSet.TryParse(Encoding.UTF8.GetBytes(json.GetRawText()), out _, out _));
        var claims = new ClaimSet(json, json, ClaimSource.UserInfo, ClaimFilter.None);
        foreach (var (name, value) in claims.Effective(ClaimSources.Both))
        {
            Assert.True(claims.TryGet(name, out var same) && same.GetRawText() == value.GetRawText());
            if (ClaimText.Of(value, ",") is { } text) Assert.True(IsWhole(text), "half a character in a variable");
            Assert.Equal(-1, ClaimText.VariablePart(name).AsSpan().IndexOfAnyExceptInRange('!', '~'));
        }

        foreach (var written in (string[])[JanssonText.Spaced.Of(json), JanssonText.Compact.Of(json)])
        {
            Assert.True(ClaimSet.TryParse(Encoding.UTF8.GetBytes(written), out var again, out fault), $"PHP gets what nobody can read: {fault} {written}");
            Assert.True(SameMeaning(json, again), "PHP gets another meaning: " + written);
        }

        return Kinds(json, 0);
    });

    // By the framework's reader and a look of our own at names, letters and depth.
    private static bool IsUnequivocal(byte[] bytes)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
            return bytes is not [0xEF, 0xBB, 0xBF, ..] && document.RootElement.ValueKind == JsonValueKind.Object && IsOneReading(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsOneReading(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Name).ToList() is var names && names.Distinct().Count() == names.Count && names.TrueForAll(IsWhole)
            && value.EnumerateObject().All(member => IsOneReading(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsOneReading),
        JsonValueKind.String => IsWhole(value.GetString()!),
        _ => true,
    };

    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])) at++;
            else if (char.IsSurrogate(text[at])) return false;
        }

        return true;
    }

    private static bool SameMeaning(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count() && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out var same) && SameMeaning(member.Value, same)),
        JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => SameMeaning(pair.First, pair.Second)),
        JsonValueKind.String => one.GetString() == other.GetString(),
        JsonValueKind.Number => one.GetRawText() == other.GetRawText() || one.GetDouble().Equals(other.GetDouble()) || one.GetDouble() == other.GetDouble(),
        _ => true,
    };

    private static string Kinds(JsonElement value, int depth) => depth > 3 ? "…" : value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Concat(value.EnumerateObject().Select(member => Kinds(member.Value, depth + 1)).Distinct().Take(5)) + "}",
        JsonValueKind.Array => "[" + string.Concat(value.EnumerateArray().Select(item => Kinds(item, depth + 1)).Distinct().Take(5)) + "]",
        var kind => kind.ToString()[..1],
    };
}
