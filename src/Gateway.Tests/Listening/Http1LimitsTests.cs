using System.IO.Pipelines;
using System.Text;
using Gateway.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Xunit;

namespace Gateway.Tests.Listening;

/// <summary>Which connections are read along, and what the server notices of it.</summary>
public sealed class Http1LimitsTests
{
    private const string Chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    private readonly Pipe _input = new(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0));

    [Theory]
    [InlineData("http/1.1", false)]
    [InlineData(null, false)]
    [InlineData("h2", true)]
    public async Task Only_HTTP_1_is_read_along(string? protocol, bool untouched)
    {
        var connection = Connection(protocol);
        var wire = connection.Transport;
        (IDuplexPipe? Wire, Http1Messages? Messages) seen = default;

        await Http1Limits.Before(one =>
        {
            seen = (one.Transport, one.Features.Get<Http1Messages>());
            return Task.CompletedTask;
        })(connection);

        Assert.Equal((untouched, untouched), (ReferenceEquals(wire, seen.Wire), seen.Messages is null));
        Assert.Same(wire, connection.Transport);
    }

    // What was looked at and left counts when it is taken, once.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task What_the_server_takes_counts_and_nothing_else(int most)
    {
        await WriteAsync("POST / HTTP/1.1\r\nContent-Length: 5 \r\n\r\nhelloGET / HTTP/1.1\r\n\r\n");
        var faults = new List<string?>();

        await Http1Limits.Before(async one =>
        {
            var (input, messages) = (one.Transport.Input, one.Features.GetRequiredFeature<Http1Messages>());
            foreach (var bytes in (int[])[38, 5 + 18])
            {
                for (var taken = 0; taken < bytes;)
                {
                    Assert.True(input.TryRead(out var looked));
                    input.AdvanceTo(looked.Buffer.Start);
                    var read = await input.ReadAsync(TestContext.Current.CancellationToken);
                    var piece = Math.Min(most, bytes - taken);
                    input.AdvanceTo(read.Buffer.GetPosition(piece));
                    taken += piece;
                }

                faults.Add(messages.Serve());
            }
        })(Connection(null));

        Assert.Equal(["a Content-Length with blanks behind it", null], faults);
    }

    [Fact]
    public async Task F93_Whoever_takes_an_endless_line_hears_of_it_and_has_taken_it()
    {
        await WriteAsync(Chunked + "2;" + new string('x', 64 * 1024));

        await Http1Limits.Before(async one =>
        {
            var input = one.Transport.Input;
            var head = await input.ReadAsync(TestContext.Current.CancellationToken);
            input.AdvanceTo(head.Buffer.GetPosition(Chunked.Length));
            one.Features.GetRequiredFeature<Http1Messages>().Serve();
            var line = await input.ReadAsync(TestContext.Current.CancellationToken);

            var thrown = Assert.Throws<BadHttpRequestException>(() => input.AdvanceTo(line.Buffer.End));

            Assert.Equal(StatusCodes.Status400BadRequest, thrown.StatusCode);
            Assert.False(input.TryRead(out _));
        })(Connection(null));
    }

    private async Task WriteAsync(string text)
    {
        foreach (var piece in Encoding.ASCII.GetBytes(text).Chunk(16)) await _input.Writer.WriteAsync(piece, TestContext.Current.CancellationToken);
    }

    private DefaultConnectionContext Connection(string? protocol)
    {
        var connection = new DefaultConnectionContext { Transport = new Pair(_input.Reader, new Pipe().Writer) };
        if (protocol is not null) connection.Features.Set<ITlsApplicationProtocolFeature>(new Chosen(Encoding.ASCII.GetBytes(protocol)));
        return connection;
    }

    private sealed record Chosen(ReadOnlyMemory<byte> ApplicationProtocol) : ITlsApplicationProtocolFeature;

    private sealed class Pair(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
