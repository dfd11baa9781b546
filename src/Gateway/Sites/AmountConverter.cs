using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>A text or a bare number (seconds, a status); judged later, as text.</summary>
internal sealed class AmountConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException("is neither text nor number. Write a text in double quotes, or a bare number."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
