using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Telemetry;

/// <summary>
/// How a text from outside may stand in a log line: one line, cut, every control, format and non-ASCII character escaped, so that
/// nothing in it can forge a second line or a second field. A secret does not stand there at all.
/// </summary>
internal static class Redacted
{
    // Two bytes tell two secrets apart; whoever reads them still has every 65,536th guess left.
    private const int BytesOfSecret = 2;

    /// <summary>A secret as it may be shown: stars, and a short hash by which an owner sees whether two are the same.</summary>
    public static string Secret(string value) =>
        value.Length == 0 ? "***" : $"*** ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("gateway secret\0" + value)).AsSpan(0, BytesOfSecret))})";

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
