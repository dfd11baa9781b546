using System.Reflection;
using System.Text;
using Gateway.Listening;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>A hostile client of HTTP/2: what is read along of its frames never throws, is the same in any pieces, and takes little memory.</summary>
public sealed class HpackFuzzTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private static readonly string[] Words =
        ["\u0004host", ":authority", "a.example", "b.example", "\u0000", "\u0001", "@", "\u0010", " ", "?\u0001", "\u007f", "A\u0009a.example", "f\u0009b.example", "\u0000\u0000\u0001\u0009\u0004\u0000\u0000\u0000\u0001"];

    private static readonly Decoding Decode = typeof(KestrelServer).Assembly.GetType("System.Net.Http.HPack.Huffman", throwOnError: true)!
        .GetMethod("Decode", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Decoding>();

    private delegate int Decoding(ReadOnlySpan<byte> coded, ref byte[] into);

    [Fact]
    public void Frames_are_read_along_without_a_fault_and_alike_in_any_pieces() => new Fuzz("hpack-frames", Connections(), Words).Run((byte[] frames) =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = Marked(frames, int.MaxValue);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400_000 + (4 * frames.Length), "it takes too much memory");
        Assert.Equal(whole, Marked(frames, 1));
        Assert.Equal(whole, Marked(frames, 7));
        return whole;
    });

    [Fact]
    public void Blocks_are_read_without_a_fault_and_the_table_is_bounded() => new Fuzz("hpack-blocks", Blocks(), Words).Run((byte[] block) =>
    {
        var (table, count) = (new HpackTable(), 0);
        var fields = new HpackFields(block, table, new byte[HostNames.MostBytes]);
        for (; fields.TryNext(); count++) Assert.True(fields.Current.Value.Length <= HostNames.MostBytes);

        Assert.InRange(table.Bytes, 0, HpackTable.MostBytes);
        Assert.InRange(table.Count, 0, HpackTable.MostBytes / 32);
        long bytes = 0;
        for (var index = 62; table.TryFind(index, out var entry); index++) bytes += entry.Bytes;
        Assert.Equal(bytes, table.Bytes);
        return $"{count} {fields.IsFaulty} {table.Count}";
    });

    [Fact]
    public void A_coded_text_is_what_it_is_for_the_server() => new Fuzz("hpack-huffman", [[], HpackWriter.Coded("www.example.com"), HpackWriter.Coded("\u0000\u00ff{}")]).Run((byte[] coded) =>
    {
        var into = new byte[coded.Length * 2];
        var ours = HuffmanText.TryDecode(coded, into, out var length) ? Encoding.Latin1.GetString(into, 0, length) : null;

        Assert.Equal(OfServer(coded), ours);
        return $"{length} {ours is null}";
    });

    private static string Marked(byte[] frames, int piece)
    {
        var unlike = new UnlikeHosts();
        var reader = new FrameReader(new FrameTally(), new HeaderBlocks(unlike));
        reader.Read(Preface);
        foreach (var read in frames.Chunk(Math.Max(1, Math.Min(piece, frames.Length)))) reader.Read(read);
        return string.Join(' ', Enumerable.Range(0, 20).Where(unlike.Remove));
    }

    private static List<byte[]> Connections() => [.. Enumerable.Range(0, 20).Select(seed =>
    {
        var (random, writer) = (new Random(seed), new HpackWriter());
        return (byte[])[.. Enumerable.Range(0, 4).SelectMany(at => SomeHeads.Frames((2 * at) + 1, SomeHeads.Write(writer, SomeHeads.List(random), random), random))];
    })];

    private static List<byte[]> Blocks() => [.. Enumerable.Range(0, 20).Select(seed => SomeHeads.Write(new HpackWriter(), SomeHeads.List(new Random(seed)), new Random(seed)))];

    private static string? OfServer(byte[] coded)
    {
        var into = new byte[16];
        try
        {
            var length = Decode(coded, ref into);
            return Encoding.Latin1.GetString(into, 0, length);
        }
        catch (Exception fault) when (fault.GetType().Name == "HuffmanDecodingException")
        {
            return null;
        }
    }
}
