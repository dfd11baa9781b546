using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Claims;

/// <summary>Which claims a site takes at all: neither its rules nor its PHP know of any other. The name on both lists is dropped.</summary>
internal sealed class ClaimFilter(IReadOnlySet<string>? only, IReadOnlySet<string> dropped)
{
    private static readonly JsonWriterOptions Exact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes every claim.</summary>
    public static ClaimFilter None { get; } = new(null, new HashSet<string>());

    /// <summary>The names that are taken; null: all but those that are dropped.</summary>
    public IReadOnlySet<string>? Only => only;

    private bool TakesAll => only is null && dropped.Count == 0;

    public bool Takes(string name) => TakesAll || ((only is null || only.Contains(name)) && !dropped.Contains(name));

    /// <summary>The object with the claims that are taken.</summary>
    public JsonElement Of(JsonElement claims)
    {
        if (TakesAll) return claims;

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Exact))
        {
            json.WriteStartObject();
            foreach (var claim in claims.EnumerateObject().Where(claim => Takes(claim.Name))) claim.WriteTo(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
