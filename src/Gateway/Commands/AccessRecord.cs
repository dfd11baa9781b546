using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Commands;

/// <summary>
/// Who may see what, kept in a file: site, path and kind of member → outcome. Kinds are claims, null for somebody who is not signed in; the
/// owner may write his own into the file. Methods stand in front of the path, GET is left out.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class AccessRecord
{
    public required Dictionary<string, JsonElement> Kinds { get; init; }

    public required Dictionary<string, Dictionary<string, Dictionary<string, string>>> Sites { get; init; }

    /// <summary>The kinds that the simulated NATS and the documents use; a trial claim by number meets the same rules.</summary>
    public static Dictionary<string, JsonElement> UsualKinds { get; } = new()
    {
        ["none"] = Json("null"),
        ["trial"] = Json("""{ "username": "trial", "trial": "1", "status": "1" }"""),
        ["full"] = Json("""{ "username": "full", "trial": "0", "status": "1" }"""),
        ["expired"] = Json("""{ "username": "expired", "trial": "0", "status": "2" }"""),
    };

    /// <summary>Reads a file that <c>check --record</c> wrote; what is wrong with it is said in a line.</summary>
    public static bool TryRead(string file, out AccessRecord? record, out string fault)
    {
        (record, fault) = (null, "");
        try
        {
            record = JsonSerializer.Deserialize(File.ReadAllBytes(file), CommandJson.Default.AccessRecord);
            if (record is null || record.Kinds.Any(kind => kind.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)))
                fault = $"{file}: \"kinds\" are objects of claims, or null for somebody who is not signed in.";
        }
        catch (JsonException wrong)
        {
            fault = $"{file} is no record of gateway check --record (line {(wrong.LineNumber ?? 0) + 1}).";
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            fault = $"{file} cannot be read. Write it first: gateway check --record {file}";
        }

        return fault.Length == 0;
    }

    /// <summary>The text of the file: one line a path, so that two of them can be compared by any tool.</summary>
    public override string ToString() =>
        $"{{\n  \"kinds\": {Section(Kinds, "    ", kind => kind.GetRawText())},\n  \"sites\": {Section(Sites, "    ", OfSite)}\n}}\n";

    private static string OfSite(Dictionary<string, Dictionary<string, string>> rows) => Section(rows, "      ", OfRow);

    private static string OfRow(Dictionary<string, string> row) =>
        $"{{ {string.Join(", ", row.Select(one => $"{Quoted(one.Key)}: {Quoted(one.Value)}"))} }}";

    private static string Section<T>(Dictionary<string, T> members, string indent, Func<T, string> text) =>
        $"{{\n{string.Join(",\n", members.Select(one => $"{indent}{Quoted(one.Key)}: {text(one.Value)}"))}\n{indent[2..]}}}";

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
