using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary><c>true</c> or <c>false</c>, without quotes.</summary>
internal sealed class SwitchConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new JsonException("is no switch. Write true or false, without quotes."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
