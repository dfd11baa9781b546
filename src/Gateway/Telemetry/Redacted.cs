using System.Globalization;
using System.Text;

namespace Gateway.Telemetry;

/// <summary>
/// How a text from outside may stand in a log line: one line, cut, every control, format and non-ASCII character escaped, so that
/// nothing in it can forge a second line or a second field.
/// </summary>
internal static class Redacted
{
    public static string Text(string? value, int max = 64)
    {
        if (string.IsNullOrEmpty(value)) return "";

        var cut = value.Length > max;
        var part = value.AsSpan(0, Math.Min(value.Length, max));
        if (!part.ContainsAnyExceptInRange(' ', '~') && !part.ContainsAny('"', '\\'))
            return cut ? string.Concat(part, "…") : part.ToString();

        var text = new StringBuilder(part.Length + 16);
        foreach (var c in part)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return cut ? text.Append('…').ToString() : text.ToString();
    }
}
