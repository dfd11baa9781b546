using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.Harness;

/// <summary>How a field stands in a header block (RFC 7541, 6).</summary>
internal enum HpackForm
{
    Indexed,
    Kept,
    Plain,
    Never,
}

/// <summary>
/// Writes the header blocks of one connection in every way that a client may choose, and keeps the dynamic table as texts. The Huffman codes
/// are those of the server's own library.
/// </summary>
internal sealed class HpackWriter
{
    private static readonly (string Name, string Value)[] Static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"),
        (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"),
        ("accept-charset", ""), ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""), ("content-disposition", ""),
        ("content-encoding", ""), ("content-language", ""), ("content-length", ""), ("content-location", ""), ("content-range", ""), ("content-type", ""),
        ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""), ("if-modified-since", ""),
        ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""),
        ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""),
        ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ];

    private static readonly Func<int, (uint Code, int Bits)> CodeOf = typeof(KestrelServer).Assembly.GetType("System.Net.Http.HPack.Huffman", throwOnError: true)!
        .GetMethod("Encode", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Func<int, (uint, int)>>();

    private readonly List<byte> _block = [];
    private int _limit = 4096;

    /// <summary>The newest first.</summary>
    public List<(string Name, string Value)> Dynamic { get; } = [];

    public static byte[] Coded(string text)
    {
        var bits = string.Concat(Encoding.Latin1.GetBytes(text).Select(octet => CodeOf(octet)).Select(code => Convert.ToString(code.Code, 2).PadLeft(32, '0')[..code.Bits]));
        return [.. bits.PadRight((bits.Length + 7) / 8 * 8, '1').Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
    }

    public void Resize(int bytes)
    {
        Integer(0x20, 5, bytes);
        _limit = bytes;
        Evict(_limit);
    }

    /// <summary>Indexed where the table has it, else to be kept. A name that the table has goes by its number, unless it <paramref name="isNamed"/>.</summary>
    public void Write(string name, string value, HpackForm form, bool isCoded = false, bool isNamed = false)
    {
        List<(string Name, string Value)> table = [.. Static, .. Dynamic];
        var (whole, index) = (table.IndexOf((name, value)) + 1, isNamed ? 0 : table.FindLastIndex(one => one.Name == name) + 1);
        if (form == HpackForm.Indexed && whole > 0)
        {
            Integer(0x80, 7, whole);
            return;
        }

        var isKept = form is HpackForm.Kept or HpackForm.Indexed;
        Integer(isKept ? 0x40 : form == HpackForm.Never ? 0x10 : 0, isKept ? 6 : 4, index);
        if (index == 0) Text(name, isCoded);
        Text(value, isCoded);
        if (isKept) Keep(name, value);
    }

    /// <summary>The block as written so far; the next field begins the next one.</summary>
    public byte[] Take()
    {
        byte[] block = [.. _block];
        _block.Clear();
        return block;
    }

    private void Keep(string name, string value)
    {
        var size = name.Length + value.Length + 32;
        Evict(_limit - size);
        if (size <= _limit) Dynamic.Insert(0, (name, value));
    }

    private void Evict(int most)
    {
        while (Dynamic.Count > 0 && Dynamic.Sum(one => one.Name.Length + one.Value.Length + 32) > most) Dynamic.RemoveAt(Dynamic.Count - 1);
    }

    private void Text(string text, bool isCoded)
    {
        var bytes = isCoded ? Coded(text) : Encoding.Latin1.GetBytes(text);
        Integer(isCoded ? 0x80 : 0, 7, bytes.Length);
        _block.AddRange(bytes);
    }

    private void Integer(int mark, int prefixBits, int value)
    {
        var most = (1 << prefixBits) - 1;
        _block.Add((byte)(mark | Math.Min(value, most)));
        if (value < most) return;

        for (value -= most; value >= 128; value >>= 7) _block.Add((byte)(value | 128));
        _block.Add((byte)value);
    }
}
