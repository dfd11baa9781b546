using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.FastCgi;

/// <summary>
/// The header block of an answer (RFC 3875, 6), read strictly: what could become a second header or a second answer on its way to the
/// browser makes the whole block worthless.
/// </summary>
internal sealed class CgiHead
{
    public const int MostBytes = 64 * 1024;

    private const int MostLines = 200;

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public int Status { get; private set; } = 200;

    public string? Reason { get; private set; }

    public long? ContentLength { get; private set; }

    /// <summary>All lines but those about the connection and the length, in their order.</summary>
    public List<KeyValuePair<string, string>> Lines { get; } = [];

    /// <summary>Where the block ends, the blank line included; 0 when it goes on.</summary>
    public static int EndOf(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; bytes[at..].IndexOf((byte)'\n') is var next and >= 0;)
        {
            at += next + 1;
            if (bytes[at..] is [(byte)'\n', ..]) return at + 1;
            if (bytes[at..] is [(byte)'\r', (byte)'\n', ..]) return at + 2;
        }

        return 0;
    }

    /// <summary>Reads a whole block; null with the fault when it is none.</summary>
    public static CgiHead? Parse(ReadOnlySpan<byte> block, out string fault)
    {
        var head = new CgiHead();
        var (lines, hasStatus, hasLocation) = (0, false, false);
        fault = "";
        while (!block.IsEmpty && fault.Length == 0)
        {
            var end = block.IndexOf((byte)'\n');
            var line = block[..end].EndsWith("\r"u8) ? block[..(end - 1)] : block[..end];
            block = block[(end + 1)..];
            if (line.IsEmpty) break;

            if (++lines > MostLines) fault = $"more than {MostLines} header lines";
            else fault = head.Read(line, ref hasStatus, ref hasLocation);
        }

        if (!hasStatus && hasLocation) head.Status = 302;
        return fault.Length == 0 ? head : null;
    }

    private string Read(ReadOnlySpan<byte> line, ref bool hasStatus, ref bool hasLocation)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes)) return "a line that is no header";

        var bytes = line[(colon + 1)..].Trim(" \t"u8);
        foreach (var b in bytes)
            if (b is < 0x20 and not (byte)'\t' or 0x7F) return "a control character in a header";

        var name = Encoding.Latin1.GetString(line[..colon]);
        var value = Encoding.Latin1.GetString(bytes);
        switch (name.ToUpperInvariant())
        {
            case "STATUS":
                return ReadStatus(value, ref hasStatus);
            case "CONTENT-LENGTH":
                return ReadLength(value);
            case "CONNECTION" or "KEEP-ALIVE" or "PROXY-CONNECTION" or "TE" or "TRAILER" or "TRANSFER-ENCODING" or "UPGRADE":
                return "";   // about a connection that the browser has no part in
            case "LOCATION":
                hasLocation = true;
                break;
        }

        Lines.Add(new(name, value));
        return "";
    }

    private string ReadStatus(string value, ref bool hasStatus)
    {
        if (hasStatus) return "two Status lines";

        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        var digits = blank < 0 ? value : value[..blank];
        if (digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 200 or > 599)
            return "a Status that no answer has";

        (Status, Reason, hasStatus) = (status, blank < 0 ? null : value[(blank + 1)..], true);
        return "";
    }

    private string ReadLength(string value)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return "a Content-Length that is no number";
        if (ContentLength is { } other && other != length) return "two Content-Lengths";

        ContentLength = length;
        return "";
    }
}
