using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Claims;

/// <summary>Decides whether bytes are one JSON object that can be read in only one way.</summary>
internal static class StrictJson
{
    private const int MaxDepth = 32;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonElement json, out string fault)
    {
        json = default;
        fault = FaultOf(utf8) ?? "";
        return fault.Length == 0 && TryParseObject(utf8, out json, out fault);
    }

    private static bool TryParseObject(ReadOnlySpan<byte> utf8, out JsonElement json, out string fault)
    {
        json = default;
        try
        {
            var parsed = JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            if (parsed.ValueKind != JsonValueKind.Object)
            {
                fault = "is no JSON object";
                return false;
            }

            json = parsed;
            fault = "";
            return true;
        }
        catch (JsonException)
        {
            // The walk before this has read every token without complaint; what is left is a name used twice.
            fault = "has the same name twice in one object";
            return false;
        }
    }

    private static string? FaultOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(ByteOrderMark)) return "starts with a byte order mark";
        return Utf8.IsValid(utf8) ? FaultOfTexts(utf8) : "is not valid UTF-8";
    }

    // An escape such as \ud800 alone is legal JSON, but no text: it would throw wherever the value is read later.
    private static string? FaultOfTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                    reader.GetString();
            }
        }
        catch (JsonException)
        {
            return "is no JSON, or is nested deeper than 32 levels";
        }
        catch (InvalidOperationException)
        {
            return "holds half of a surrogate pair";
        }

        return null;
    }
}
