using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>A list of texts.</summary>
internal sealed class ListConverter : JsonConverter<List<string>>
{
    public override List<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("is no list. Write [ \"…\", \"…\" ].");
        }

        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.String
                ? reader.GetString() ?? ""
                : throw new JsonException("holds something else than texts. Write [ \"…\", \"…\" ]."));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        value.ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
    }
}
