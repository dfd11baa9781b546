using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Claims;

/// <summary>Writes JSON as the module's library did, names in order: a claim with a blank after each comma and colon, whole documents without.</summary>
internal readonly struct JanssonText
{
    private readonly string _colon;
    private readonly string _comma;

    private JanssonText(string colon, string comma) => (_colon, _comma) = (colon, comma);

    public static JanssonText Spaced => new(": ", ", ");

    public static JanssonText Compact => new(":", ",");

    public string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                WriteList(text, value);
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!); // a JSON string is never null
                break;
            case JsonValueKind.Number:
                text.Append(NumberText(value));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private void WriteObject(StringBuilder text, JsonElement value)
    {
        var between = "";
        text.Append('{');
        foreach (var member in value.EnumerateObject())
        {
            text.Append(between);
            WriteText(text, member.Name);
            text.Append(_colon);
            Write(text, member.Value);
            between = _comma;
        }

        text.Append('}');
    }

    private void WriteList(StringBuilder text, JsonElement value)
    {
        var between = "";
        text.Append('[');
        foreach (var item in value.EnumerateArray())
        {
            text.Append(between);
            Write(text, item);
            between = _comma;
        }

        text.Append(']');
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    // C's "%.17g" with ".0" behind whole reals, and exponents without plus sign or leading zeros.
    private static string NumberText(JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
            return integer.ToString(CultureInfo.InvariantCulture);

        var written = value.GetRawText();
        if (!written.AsSpan().ContainsAny('.', 'e', 'E') || !value.TryGetDouble(out var real) || !double.IsFinite(real))
            return written;

        var text = real.ToString("G17", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent == -1)
            return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";

        var power = int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, exponent)}e{power}");
    }
}
