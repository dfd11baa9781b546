using Gateway.Listening;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Listening;

/// <summary>Which requests of a connection name two hosts, however their heads are cut into frames and reads.</summary>
public sealed class HeaderBlocksTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly UnlikeHosts _unlike = new();
    private readonly FrameReader _frames;

    public HeaderBlocksTests()
    {
        _frames = Reader(_unlike);
        _frames.Read(Preface);
    }

    [Theory]
    [InlineData("a.example", "a.example", false)]
    [InlineData("a.example", "A.EXAMPLE", false)]
    [InlineData("a.example", "a.example:443", false)]
    [InlineData("a.example:", "a.example", false)]
    [InlineData("a.example:8443", "a.example:8443", false)]
    [InlineData("a.example", null, false)]
    [InlineData(null, "a.example", false)]
    [InlineData("a.example", "", true)]
    [InlineData("", "a.example", true)]
    [InlineData("a.example", "b.example", true)]
    [InlineData("a.example", "a.example:80", true)]
    [InlineData("a.example", "a.example:8443", true)]
    [InlineData("a.example", "a.example.", true)]
    [InlineData("a.example", "xa.example", true)]
    [InlineData("a.example", " a.example", true)]
    public void Two_names_are_one_host_or_two(string? authority, string? host, bool areUnlike)
    {
        List<(string, string)> block = [(":method", "GET"), ("x-any", "b.example")];
        if (authority is not null) block.Insert(0, (":authority", authority));
        if (host is not null) block.Add(("host", host));

        _frames.Read(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block(block)));

        Assert.Equal(areUnlike, _unlike.Remove(1));
        Assert.False(_unlike.Remove(1));
        Assert.False(_unlike.Remove(3));
    }

    [Theory]
    [InlineData(259, false)]
    [InlineData(260, true)]
    public void A_name_that_is_too_long_for_a_host_is_like_none(int length, bool areUnlike)
    {
        var host = new string('a', length);

        _frames.Read(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block([(":authority", host), ("host", host)])));

        Assert.Equal(areUnlike, _unlike.Remove(1));
    }

    // Each connection in one read, in two cut at every byte, and byte by byte.
    [Fact]
    public void It_is_the_same_at_every_split()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (random, writer, bytes, expected) = (new Random(seed), new HpackWriter(), new List<byte>(Preface), new List<int>());
            for (var stream = 1; stream < 12; stream += 2)
            {
                var list = SomeHeads.List(random);
                if (!SomeHeads.AreAlike(list)) expected.Add(stream);
                bytes.AddRange(SomeHeads.Frames(stream, SomeHeads.Write(writer, list, random), random));
                if (random.Next(2) == 0) bytes.AddRange(Http2Wire.Frame(Http2Wire.Data, 0, stream, new byte[random.Next(30)]));
            }

            byte[] all = [.. bytes];
            Assert.Equal(expected, Marked([all]));
            Assert.Equal(expected, Marked(all.Chunk(1)));
            for (var cut = 1; cut < all.Length; cut++) Assert.Equal(expected, Marked([all[..cut], all[cut..]]));
        }
    }

    // The server ends the connection for each of these. Should it serve what comes then, it would be with nobody's knowledge of the host.
    [Theory]
    [InlineData(Http2Wire.Continuation, Http2Wire.EndHeaders, 3, "")]
    [InlineData(Http2Wire.Headers, Http2Wire.EndHeaders, 0, "82")]
    [InlineData(Http2Wire.Headers, Http2Wire.EndHeaders, 3, "80")]
    [InlineData(Http2Wire.Headers, 8 | Http2Wire.EndHeaders, 3, "")]
    [InlineData(Http2Wire.Headers, 8 | Http2Wire.EndHeaders, 3, "02" + "82")]
    [InlineData(Http2Wire.Headers, 0x20 | Http2Wire.EndHeaders, 3, "00000000")]
    public void Behind_what_is_no_head_no_request_is_believed(byte type, byte flags, int stream, string payload)
    {
        _frames.Read(Http2Wire.Frame(type, flags, stream, Convert.FromHexString(payload)));
        _frames.Read(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, 5, Http2Wire.Block(Http2Wire.Get("/"))));

        Assert.Equal(stream <= 1, _unlike.Remove(1));
        Assert.True(_unlike.Remove(5));
    }

    [Theory]
    [InlineData(Http2Wire.Headers, 3)]
    [InlineData(Http2Wire.Continuation, 3)]
    public void Nor_behind_a_head_into_which_another_is_pushed(byte type, int stream)
    {
        _frames.Read(Http2Wire.Frame(Http2Wire.Headers, 0, 1, [0x82]));
        _frames.Read(Http2Wire.Frame(type, Http2Wire.EndHeaders, stream, [0x82]));

        Assert.True(_unlike.Remove(3));
        Assert.False(_unlike.Remove(1));
    }

    [Theory]
    [InlineData(65_536, false)]
    [InlineData(65_537, true)]
    public void A_head_is_bounded(int length, bool isLost)
    {
        byte[] field = [0, 1, (byte)'a', 0];   // four bytes each; what is over is sizes in front
        byte[] block = [.. Enumerable.Repeat((byte)0x20, length % 4), .. Enumerable.Repeat(field, length / 4).SelectMany(one => one)];
        var frames = block.Chunk(16_384).ToList();

        for (var at = 0; at < frames.Count; at++)
            _frames.Read(Http2Wire.Frame(at == 0 ? Http2Wire.Headers : Http2Wire.Continuation, at == frames.Count - 1 ? Http2Wire.EndHeaders : (byte)0, 3, frames[at]));

        Assert.Equal(isLost, _unlike.Remove(3));
    }

    [Fact]
    public void What_nobody_asks_for_is_kept_of_256_requests_and_then_none_is_believed()
    {
        var block = Http2Wire.Block([(":authority", "a.example"), ("host", "b.example")]);
        for (var at = 0; at < 257; at++) _frames.Read(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, (2 * at) + 1, block));
        for (var at = 0; at < 257; at++) Assert.True(_unlike.Remove((2 * at) + 1));

        Assert.True(_unlike.Remove(1001));
        Assert.False(_unlike.Remove(511));
    }

    [Fact]
    public void A_request_as_browsers_send_it_costs_no_memory()
    {
        var writer = new HpackWriter();
        var first = Page(writer, "/");
        _frames.Read(first);
        _frames.Read(Page(writer, "/index.php"));
        var next = Page(writer, "/members/page.php");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 0; at < 1000; at++) _frames.Read(next);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Page(HpackWriter writer, string path)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[(":method", "GET"), (":authority", "a.example"), (":scheme", "https"), ("user-agent", "Mozilla/5.0"), ("cookie", "__Host-gateway=abc")])
            writer.Write(name, value, HpackForm.Indexed, isCoded: true);
        writer.Write(":path", path, HpackForm.Plain, isCoded: true);
        return Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, 1, writer.Take());
    }

    private static FrameReader Reader(UnlikeHosts unlike) => new(new FrameTally(), new HeaderBlocks(unlike));

    private static IEnumerable<int> Marked(IEnumerable<byte[]> reads)
    {
        var unlike = new UnlikeHosts();
        var frames = Reader(unlike);
        foreach (var read in reads) frames.Read(read);
        return Enumerable.Range(0, 14).Where(unlike.Remove);
    }
}
