using System.IO.Pipelines;
using Gateway.Listening;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Listening;

/// <summary>What the server is spared on a connection, and which ones pass untouched.</summary>
public sealed class Http2LimitsTests
{
    private readonly WatchedClock _clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();

    [Fact]
    public async Task A_closed_connection_is_not_waited_for()
    {
        using var closed = new CancellationTokenSource();
        var connection = Connection("h2", closed.Token);
        var never = new TaskCompletionSource();

        var served = Limits()(_ => never.Task)(connection);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(served.IsCompleted);
        await closed.CancelAsync();
        await _clock.WaitingAsync(TimeSpan.FromSeconds(10), 1, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(10));

        await served;
    }

    [Fact]
    public async Task A_connection_that_fails_says_why()
    {
        var connection = Connection("h2", CancellationToken.None);

        await Assert.ThrowsAsync<IOException>(() => Limits()(_ => Task.FromException(new IOException("broken")))(connection));
    }

    [Theory]
    [InlineData("http/1.1", true)]
    [InlineData(null, true)]
    [InlineData("h2", false)]
    public async Task Only_HTTP_2_is_read_along(string? protocol, bool untouched)
    {
        var connection = Connection(protocol, CancellationToken.None);
        var wire = connection.Transport;
        IDuplexPipe? seen = null;

        await Limits()(one =>
        {
            seen = one.Transport;
            return Task.CompletedTask;
        })(connection);

        Assert.Equal(untouched, ReferenceEquals(wire, seen));
        Assert.Same(wire, connection.Transport);
    }

    // Pings by the hour are how a client keeps its connection.
    [Theory]
    [InlineData(1000, 11, false)]
    [InlineData(1000, 9, true)]
    public async Task A_flood_is_many_in_a_short_time(int more, int secondsBetween, bool ends)
    {
        var connection = Connection("h2", CancellationToken.None);
        var limits = Limits()(async one =>
        {
            for (var at = 0; at < 2; at++)
            {
                var result = await one.Transport.Input.ReadAsync(TestContext.Current.CancellationToken);
                one.Transport.Input.AdvanceTo(result.Buffer.End);
                _clock.Advance(TimeSpan.FromSeconds(secondsBetween));
                await _input.Writer.WriteAsync(Pings(more), TestContext.Current.CancellationToken);
            }
        });
        await _input.Writer.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Pings(1)], TestContext.Current.CancellationToken);

        await limits(connection);

        Assert.Equal(ends, connection.Aborted);
    }

    // Whether the head comes in one read or in two, and whether the server takes the first at once or leaves it in the pipe.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_of_two_hosts_is_known_before_the_server_sees_its_head(bool isTaken)
    {
        var token = TestContext.Current.CancellationToken;
        byte[] bytes = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Pings(1), .. Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block(Http2Wire.Get("/", "host: b.example")))];
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var input = new Pipe();
            var connection = Connection("h2", CancellationToken.None, input);
            await Limits()(async one =>
            {
                var (server, unlike) = (one.Transport.Input, one.Features.Get<UnlikeHosts>()!);
                await input.Writer.WriteAsync(bytes.AsMemory(..cut), token);
                var first = await server.ReadAsync(token);
                if (cut < bytes.Length)
                {
                    Assert.False(unlike.Remove(1));
                    server.AdvanceTo(isTaken ? first.Buffer.End : first.Buffer.GetPosition(cut / 2), first.Buffer.End);
                    await input.Writer.WriteAsync(bytes.AsMemory(cut..), token);
                    Assert.True(server.TryRead(out _));
                }

                Assert.True(unlike.Remove(1));
            })(connection);
        }
    }

    private static byte[] Pings(int count) => [.. Enumerable.Range(0, count).SelectMany(_ => Http2Wire.Frame(Http2Wire.Ping, 0, 0, new byte[8]))];

    private Func<ConnectionDelegate, ConnectionDelegate> Limits() => new Http2Limits(_clock, Some.Metrics(), NullLogger<Http2Limits>.Instance).Before;

    private Watched Connection(string? protocol, CancellationToken closed, Pipe? input = null)
    {
        var connection = new Watched { Transport = new Pair((input ?? _input).Reader, _output.Writer), ConnectionClosed = closed };
        if (protocol is not null) connection.Features.Set<ITlsApplicationProtocolFeature>(new Chosen(System.Text.Encoding.ASCII.GetBytes(protocol)));
        return connection;
    }

    private sealed class Watched : DefaultConnectionContext
    {
        public bool Aborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => Aborted = true;
    }

    private sealed record Chosen(ReadOnlyMemory<byte> ApplicationProtocol) : ITlsApplicationProtocolFeature;

    private sealed class Pair(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
