using System.Text.Unicode;

namespace Gateway.Rules;

/// <summary>The three steps from a raw path to the bytes of the canonical one, each with the reason why it refuses.</summary>
internal static class PathBytes
{
    /// <summary>Undoes the percent-encoding once. A path is never longer afterwards than it was.</summary>
    public static bool TryDecode(ReadOnlySpan<char> raw, Span<byte> bytes, out int length, out string fault)
    {
        length = 0;
        for (var at = 0; at < raw.Length; at++)
        {
            var c = raw[at];
            if (FaultOfRaw(c) is { } bad)
                return Refuse(bad, out fault);

            if (c != '%')
            {
                bytes[length++] = (byte)c;
                continue;
            }

            if (!TryReadEscape(raw[at..], out var value))
                return Refuse("the path holds a % that is not followed by two hexadecimal digits", out fault);
            if (FaultOfEscaped(value) is { } hidden)
                return Refuse(hidden, out fault);

            bytes[length++] = value;
            at += 2;
        }

        return NothingHidesBehindASecondDecoding(bytes[..length], out fault);
    }

    /// <summary>Whether the bytes are characters of the site's encoding.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes, PathEncodings encoding, out string fault)
    {
        fault = encoding switch
        {
            PathEncodings.Utf8 when !Utf8.IsValid(bytes) =>
                "the path is not valid UTF-8; sites with old file names set PathEncoding to Latin1",
            PathEncodings.Latin1 when HoldsOverlongForm(bytes) => "the path hides an ASCII character in an overlong UTF-8 form",
            _ => "",
        };
        return fault.Length == 0;
    }

    /// <summary>Merges slashes and resolves dot segments in place, as Apache does: slashes first.</summary>
    public static bool TryResolve(Span<byte> bytes, ref int length, out string fault)
    {
        var written = 0;
        var read = 0;
        while (read < length)
        {
            // Here stands a slash; the segment behind it ends at the next one.
            var rest = bytes[(read + 1)..length];
            var end = rest.IndexOf((byte)'/');
            var segment = end < 0 ? rest : rest[..end];
            read += segment.Length + 1;
            var isLast = read >= length;

            if (IsDotsBeforeSemicolon(segment))
                return Refuse("a segment of the path is . or .. followed by a semicolon", out fault);

            if (segment.SequenceEqual(".."u8))
            {
                if (written == 0)
                    return Refuse("the path climbs above the root of the site", out fault);
                written = bytes[..written].LastIndexOf((byte)'/');
            }
            else if (segment.Length > 0 && !segment.SequenceEqual("."u8))
            {
                bytes[written] = (byte)'/';
                segment.CopyTo(bytes[(written + 1)..]);
                written += segment.Length + 1;
                continue;
            }

            if (isLast)
                bytes[written++] = (byte)'/';
        }

        length = written;
        fault = "";
        return true;
    }

    private static string? FaultOfRaw(char c) => c switch
    {
        '\\' => "the path holds a backslash",
        '#' => "the path holds a raw #",
        '?' => "the path holds a raw ?",
        ' ' => "the path holds a raw blank",
        < ' ' or '\u007F' => "the path holds a control character",
        > '\u007F' => "the path holds a raw character outside ASCII",
        _ => null,
    };

    private static string? FaultOfEscaped(byte value) => value switch
    {
        (byte)'/' => "the path holds %2F, a slash that is not one to every program",
        (byte)'\\' => "the path holds %5C, a backslash",
        0 => "the path holds %00",
        < 0x20 or 0x7F => "the path holds an encoded control character",
        _ => null,
    };

    // After one decoding every % comes from %25. Programs that decode twice must not find a separator there.
    private static bool NothingHidesBehindASecondDecoding(ReadOnlySpan<byte> bytes, out string fault)
    {
        fault = "";
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '%' && TryReadEscape(bytes[at..], out var value) && value is (byte)'/' or (byte)'\\' or (byte)'.' or 0)
                return Refuse("the path is encoded twice and hides a slash, a backslash, a dot or a NUL", out fault);
        }

        return true;
    }

    private static bool HoldsOverlongForm(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + 1 < bytes.Length; at++)
        {
            var next = bytes[at + 1];
            var overlong = bytes[at] switch
            {
                0xC0 or 0xC1 => next is >= 0x80 and <= 0xBF,
                0xE0 => next is >= 0x80 and <= 0x9F && IsContinuation(bytes, at + 2),
                0xF0 => next is >= 0x80 and <= 0x8F && IsContinuation(bytes, at + 2) && IsContinuation(bytes, at + 3),
                _ => false,
            };
            if (overlong)
                return true;
        }

        return false;
    }

    private static bool IsContinuation(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length && (bytes[at] & 0xC0) == 0x80;

    private static bool IsDotsBeforeSemicolon(ReadOnlySpan<byte> segment) => segment.StartsWith(".;"u8) || segment.StartsWith("..;"u8);

    private static bool TryReadEscape(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            return false;

        value = (byte)((HexValue(text[1]) << 4) | HexValue(text[2]));
        return true;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length >= 3 && TryReadEscape(['%', (char)text[1], (char)text[2]], out value);
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool Refuse(string reason, out string fault)
    {
        fault = reason;
        return false;
    }
}
