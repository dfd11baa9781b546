using Gateway.Listening;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Listening;

public sealed class FrameTallyTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    [Theory]
    [InlineData(Http2Wire.Settings, 0, 6, 1)]
    [InlineData(Http2Wire.Settings, Http2Wire.Ack, 0, 1)]
    [InlineData(Http2Wire.Ping, 0, 8, 1)]
    [InlineData(Http2Wire.Priority, 0, 5, 1)]
    [InlineData(Http2Wire.Continuation, 0, 0, 1)]
    [InlineData(Http2Wire.Continuation, 0, 1, 0)]
    [InlineData(Http2Wire.Data, 0, 0, 1)]
    [InlineData(Http2Wire.Data, Http2Wire.EndStream, 0, 0)]
    [InlineData(Http2Wire.Data, 0, 1, -1)]
    [InlineData(Http2Wire.Headers, Http2Wire.EndHeaders, 9, -1)]
    [InlineData(Http2Wire.Reset, 0, 4, 0)]
    [InlineData(Http2Wire.WindowUpdate, 0, 4, 0)]
    [InlineData(0x2A, 0, 70_000, 1)]
    public void A_frame_carries_something_or_nothing(byte type, byte flags, int length, int counts)
    {
        byte[] bytes = [.. Preface, .. Http2Wire.Frame(Http2Wire.Ping, 0, 0, new byte[8]), .. Http2Wire.Frame(Http2Wire.Ping, 0, 0, new byte[8]),
            .. Http2Wire.Frame(type, flags, 1, new byte[length]), .. Http2Wire.Frame(type, flags, 1, new byte[length])];

        foreach (var piece in (int[])[1, 2, 8, 9, 10, 25, bytes.Length])
        {
            var tally = new FrameTally();
            var frames = Reader(tally);
            foreach (var part in bytes.Chunk(piece)) frames.Read(part);
            Assert.Equal(2 + (2 * counts), tally.Empty);
        }
    }

    [Fact]
    public void Requests_beforehand_buy_no_flood()
    {
        var tally = new FrameTally();

        Reader(tally).Read([.. Preface, .. Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, 1, new byte[9]), .. Http2Wire.Frame(Http2Wire.Ping, 0, 0, new byte[8])]);

        Assert.Equal(1, tally.Empty);
    }

    private static FrameReader Reader(FrameTally tally) => new(tally, new HeaderBlocks(new UnlikeHosts()));
}
