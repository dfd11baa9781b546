using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Commands;

/// <summary>What <c>--json</c> writes, generated at build time: names in camel case, what is not there left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(AccessRecord))]
[JsonSerializable(typeof(AccessChanges))]
[JsonSerializable(typeof(NewReport))]
[JsonSerializable(typeof(UpstreamConfigReport))]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    // Indented and with letters as they are: a person reads it too.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable)) JsonSerializer.Serialize(json, value, type);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
