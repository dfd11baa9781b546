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
        fault = "";
        if (utf8.StartsWith(ByteOrderMark))
            fault = "starts with a byte order mark";
        else if (!Utf8.IsValid(utf8))
            fault = "is not valid UTF-8";
        else if (!EveryTextIsWhole(utf8, out fault))
            return false;

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

    // An escape such as \ud800 alone is legal JSON, but no text: it would throw wherever the value is read later.
    private static bool EveryTextIsWhole(ReadOnlySpan<byte> utf8, out string fault)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }
        }
        catch (JsonException)
        {
            fault = "is no JSON, or is nested deeper than 32 levels";
            return false;
        }
        catch (InvalidOperationException)
        {
            fault = "holds half of a surrogate pair";
            return false;
        }

        fault = "";
        return true;
    }
}
