using System.Numerics;

namespace Gateway.Listening;

/// <summary>
/// Text in the Huffman code of header blocks (RFC 7541, 5.2 and appendix B). The code is canonical: the length of each symbol's code says
/// which code it is.
/// </summary>
internal static class HuffmanText
{
    private const int EndOfText = 256;
    private const int LongestCode = 30;

    // Most text: letters and digits have codes of 5 to 8 bits. Length and symbol; 0 where the code is longer.
    private static readonly (byte Length, byte Symbol)[] ByOctet = new (byte, byte)[256];

    private static readonly short[] Symbols = [.. Enumerable.Range(0, EndOfText + 1).OrderBy(static symbol => Lengths[symbol]).Select(static symbol => (short)symbol)];

    // For each length the first code, the code behind the last, both as the highest bits of 32, and where its symbols begin.
    private static readonly (ulong First, ulong Behind, int Start)[] Codes = new (ulong, ulong, int)[LongestCode + 1];

    static HuffmanText()
    {
        var (code, start) = (0UL, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            var first = code;
            var count = Lengths.Count((byte)length);
            code += (ulong)count << (32 - length);
            Codes[length] = (first, code, start);
            for (var octet = first >> 24; length <= 8 && octet < code >> 24; octet++)
                ByOctet[octet] = ((byte)length, (byte)Symbols[start + (int)((octet - (first >> 24)) >> (8 - length))]);
            start += count;
        }
    }

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>How long the text is, and as much of it as there is room for; false when it is none.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> coded, Span<byte> into, out int length)
    {
        length = 0;
        var (bits, held, at) = (0UL, 0, 0);
        while (true)
        {
            for (; held <= 56 && at < coded.Length; held += 8) bits |= (ulong)coded[at++] << (56 - held);

            var (size, symbol) = First((uint)(bits >> 32));
            if (size > held) return held < 8 && BitOperations.LeadingZeroCount(~bits) >= held;   // the rest pads the last octet, with ones
            if (symbol == EndOfText) return false;

            if (length < into.Length) into[length] = (byte)symbol;
            length++;
            bits <<= size;
            held -= size;
        }
    }

    private static (int Length, int Symbol) First(uint bits)
    {
        var (length, symbol) = ByOctet[bits >> 24];
        return length > 0 ? (length, symbol) : FirstLong(bits);
    }

    private static (int Length, int Symbol) FirstLong(uint bits)
    {
        var length = 9;
        while (bits >= Codes[length].Behind) length++;   // behind the longest is no code
        var (first, _, start) = Codes[length];
        return (length, Symbols[start + (int)((bits - first) >> (32 - length))]);
    }
}
