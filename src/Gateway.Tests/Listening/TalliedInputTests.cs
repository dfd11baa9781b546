using System.Buffers;
using System.IO.Pipelines;
using Gateway.Listening;
using Xunit;

namespace Gateway.Tests.Listening;

/// <summary>A reader of a connection meets what it would meet without anybody who counts: bytes, waits, cancels and faults.</summary>
public sealed class TalliedInputTests
{
    private readonly Pipe _pipe = new();
    private readonly List<byte> _come = [];
    private readonly List<byte> _taken = [];
    private readonly TalliedInput _input;

    public TalliedInputTests() => _input = new TalliedInput(_pipe.Reader, bytes => _come.AddRange(bytes.ToArray()), bytes => _taken.AddRange(bytes.ToArray()));

    [Fact]
    public async Task A_read_waits_for_bytes_again_and_again_and_each_byte_is_told_once()
    {
        for (byte at = 1; at <= 3; at++)
        {
            var read = _input.ReadAsync(TestContext.Current.CancellationToken);
            Assert.False(read.IsCompleted);
            await _pipe.Writer.WriteAsync(new byte[] { at, at }, TestContext.Current.CancellationToken);

            var first = await read;
            Assert.Equal((2 * at, 2 * (at - 1)), (_come.Count, _taken.Count));
            _input.AdvanceTo(first.Buffer.GetPosition(1));
            Assert.True(_input.TryRead(out var second));
            Assert.Equal([at], second.Buffer.ToArray());
            _input.AdvanceTo(second.Buffer.Start);
            var third = await _input.ReadAsync(TestContext.Current.CancellationToken);
            _input.AdvanceTo(third.Buffer.End);
        }

        Assert.Equal([1, 1, 2, 2, 3, 3], _taken);
        Assert.Equal(_taken, _come);
        Assert.False(_input.TryRead(out _));
    }

    [Fact]
    public async Task A_read_that_is_cancelled_says_so_and_the_next_one_goes_on()
    {
        var read = _input.ReadAsync(TestContext.Current.CancellationToken);
        _input.CancelPendingRead();

        var cancelled = await read;
        _input.AdvanceTo(cancelled.Buffer.End);
        await _pipe.Writer.WriteAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        var next = await _input.ReadAsync(TestContext.Current.CancellationToken);

        Assert.True(cancelled.IsCanceled);
        Assert.Equal([7], next.Buffer.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_is_broken_for_the_reader(bool waits)
    {
        if (!waits) await _pipe.Writer.CompleteAsync(new IOException("broken"));
        var broken = Assert.ThrowsAsync<IOException>(async () => await _input.ReadAsync(TestContext.Current.CancellationToken));
        await _pipe.Writer.CompleteAsync(new IOException("broken"));

        Assert.Equal("broken", (await broken).Message);
    }

    [Fact]
    public async Task Whoever_counts_and_throws_leaves_the_reader_where_it_is()
    {
        var input = new TalliedInput(_pipe.Reader, come: null, _ => throw new IOException("enough"));
        await _pipe.Writer.WriteAsync(new byte[] { 1, 2 }, TestContext.Current.CancellationToken);
        var read = await input.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Throws<IOException>(() => input.AdvanceTo(read.Buffer.GetPosition(1)));

        Assert.True(input.TryRead(out var rest));
        Assert.Equal([2], rest.Buffer.ToArray());
    }
}
