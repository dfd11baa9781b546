using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Sites;

/// <summary>
/// The first reading of the file: on which line each setting stands, and which names stand twice in one section. The typed
/// reading that follows knows neither.
/// </summary>
internal sealed class SettingLines
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];
    private readonly Dictionary<string, WrittenValue> _values = new(StringComparer.Ordinal);
    private readonly List<(string Path, int Line, int First)> _doubled = [];
    private int _countedTo;
    private int _line = 1;

    /// <summary>Names that stand twice in one section: the path, the line of the later one, the line of the first.</summary>
    public IReadOnlyList<(string Path, int Line, int First)> Doubled => _doubled;

    /// <summary>Throws <see cref="ShapeException"/> at the first place that is no JSON, or holds <c>null</c>.</summary>
    public static SettingLines Read(ReadOnlySpan<byte> json)
    {
        RefuseBadUtf8(json);
        var lines = new SettingLines();
        var reader = new Utf8JsonReader(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            lines.Take(ref reader, json, "", 1);
            reader.Read();
        }
        catch (JsonException broken)
        {
            var (column, quote) = BrokenLine.At(json, broken.LineNumber ?? 0, broken.BytePositionInLine ?? 0);
            throw new ShapeException((int)(broken.LineNumber ?? 0) + 1, "", null, string.Create(CultureInfo.InvariantCulture, $"no JSON from column {column} on: {ReasonOf(broken)}")) { Quote = quote };
        }
        catch (InvalidOperationException)
        {
            // What GetString says of half a surrogate pair.
            throw new ShapeException(
                lines._line,
                "",
                null,
                "no text: half a surrogate pair (\\ud800 to \\udfff) stands alone. Write the whole character.");
        }

        return lines;
    }

    public static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> json) => json.Span.StartsWith(Bom) ? json[Bom.Length..] : json;

    public WrittenValue? Find(string path) => _values.GetValueOrDefault(path);

    // Where a word such as true is misspelt the reader quotes the whole rest of the file, secrets and all.
    private static string ReasonOf(JsonException broken)
    {
        var end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? broken.Message : broken.Message[..end];
        var word = reason.LastIndexOf("' is an invalid JSON literal", StringComparison.Ordinal);
        return word < 0 ? reason : string.Concat("'…", reason.AsSpan(word));
    }

    private static void RefuseBadUtf8(ReadOnlySpan<byte> json)
    {
        var number = 0;
        foreach (var range in json.Split((byte)'\n'))
        {
            number++;
            if (!Utf8.IsValid(json[range]))
            {
                throw new ShapeException(number, "", null, "no UTF-8. Save the file as UTF-8.");
            }
        }
    }

    private void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, int line)
    {
        var value = new WrittenValue(line, reader.TokenType, Text(ref reader));
        _values.TryAdd(path, value);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                TakeMembers(ref reader, json, path);
                break;
            case JsonTokenType.StartArray:
                TakeItems(ref reader, json, path);
                break;
            case JsonTokenType.Null:
                throw new ShapeException(line, path, null, "null is no value. Leave the setting out to get its default.");
            default:
                break;
        }
    }

    private void TakeMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var line = LineOf(ref reader, json);
            var name = reader.GetString() ?? "";
            var member = SettingPath.Member(path, name);
            if (!seen.TryAdd(name, line))
            {
                _doubled.Add((member, line, seen[name]));
            }

            reader.Read();
            Take(ref reader, json, member, line);
        }
    }

    private void TakeItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Take(ref reader, json, SettingPath.Item(path, index), LineOf(ref reader, json));
        }
    }

    private int LineOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        _line += json[_countedTo..start].Count((byte)'\n');
        _countedTo = start;
        return _line;
    }

    private static string Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString() ?? "",
        JsonTokenType.StartObject => "{ … }",
        JsonTokenType.StartArray => "[ … ]",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };
}
