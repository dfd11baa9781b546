using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>
/// What stands where the fault is, with a caret under what is meant. The file may hold a secret on any line, so nothing is shown of it but
/// the setting's own name, and of its value no more than the fault itself says.
/// </summary>
/// <param name="Caret">From 0.</param>
internal sealed record FaultQuote(string Line, int Caret)
{
    private const int LongestName = 30;
    private const int LongestValue = 36;

    /// <param name="written">What stands at the path; null for nothing.</param>
    /// <param name="value">What the fault shows of it.</param>
    public static FaultQuote? Of(string path, WrittenValue? written, string? value)
    {
        var (name, isItem) = SettingPath.Last(path);
        if (name.Length == 0) return null;

        var start = $"\"{Cut(name, LongestName)}\": ";
        return written?.Type switch
        {
            JsonTokenType.StartObject => new(start + "{ … }", 0),
            JsonTokenType.StartArray => new(start + "[ … ]", 0),
            JsonTokenType.String when written.Text == value => Pointing(start, isItem, $"\"{Cut(value, LongestValue)}\""),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when written.Text == value => Pointing(start, isItem, Cut(value, LongestValue)),
            _ => new(start + "…", 0),
        };
    }

    private static FaultQuote Pointing(string start, bool isItem, string value) =>
        isItem ? new($"{start}[ … {value} … ]", start.Length + 4) : new(start + value, start.Length);

    private static string Cut(string text, int most) => Excerpt.Of(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), most);
}
