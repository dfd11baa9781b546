using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Claims;

/// <summary>What a claim is as text for PHP: the values and names that mod_auth_openidc 2.4.12.3 made.</summary>
internal static class ClaimText
{
    private const string Separators = "()<>@,;:\\\"/[]?={}";

    /// <summary>The text of a claim, a list joined by <paramref name="delimiter"/>; null where the module set no variable.</summary>
    public static string? Of(JsonElement value, string delimiter) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Number => OfNumber(value),
        JsonValueKind.Array => OfList(value, delimiter),
        JsonValueKind.Object => JanssonText.Spaced.Of(value),
        _ => null,
    };

    /// <summary>
    /// The part of a variable's name that comes from the claim's: every byte of its UTF-8 that may not stand in a
    /// header's name becomes a hyphen.
    /// </summary>
    public static string VariablePart(string claimName)
    {
        var part = new StringBuilder(claimName.Length);
        foreach (var b in Encoding.UTF8.GetBytes(claimName))
            part.Append(b is <= 0x20 or >= 0x7F || Separators.Contains((char)b, StringComparison.Ordinal) ? '-' : (char)b);

        return part.ToString();
    }

    public static bool HasControl(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or '\u007F')
                return true;
        }

        return false;
    }

    private static string? OfNumber(JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
            return integer.ToString(CultureInfo.InvariantCulture);

        var written = value.GetRawText();
        if (!written.AsSpan().ContainsAny('.', 'e', 'E'))
            return written;

        return value.TryGetDouble(out var real) && double.IsFinite(real) ? RealText.Of(real) : null;
    }

    private static string OfList(JsonElement list, string delimiter)
    {
        var joined = new StringBuilder();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.True or JsonValueKind.False))
                continue;

            if (joined.Length > 0)
                joined.Append(delimiter);
            joined.Append(Of(item, delimiter));
        }

        return joined.ToString();
    }
}
