using System.Buffers;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Gateway.Listening;

/// <summary>
/// Two ends that the server does not make by itself: a connection of HTTP/2 that sends frame upon frame which carry nothing is closed, and one
/// that is closed is not waited for. And what it does not tell: which requests have <see cref="UnlikeHosts"/>. Connections of HTTP/1.1 pass
/// untouched.
/// </summary>
internal sealed partial class Http2Limits(TimeProvider clock, GatewayMetrics metrics, ILogger<Http2Limits> logger)
{
    private const string ReasonFlood = "http2_flood";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    // After a flood of resets the server may wait for ever for streams whose last frame it has thrown away, and a stop waits with it.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    /// <summary>Frames without content beyond those with, in ten seconds; a browser sends about one a request.</summary>
    public int MostEmpty { get; init; } = 1000;

    public ConnectionDelegate Before(ConnectionDelegate next) => connection => IsHttp2(connection) ? ServeAsync(connection, next) : next(connection);

    public static bool IsHttp2(ConnectionContext connection) =>
        connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) == true;

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var wire = connection.Transport;
        var (tally, unlike, since, isEnded) = (new FrameTally(), new UnlikeHosts(), clock.GetTimestamp(), false);
        var frames = new FrameReader(tally, new HeaderBlocks(unlike));
        connection.Features.Set(unlike);
        connection.Transport = new TalliedWire(wire, come: Read);
        try
        {
            var served = next(connection);
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var _ = connection.ConnectionClosed.UnsafeRegister(static closed => ((TaskCompletionSource)closed!).TrySetResult(), closed);
            if (await Task.WhenAny(served, closed.Task) == closed.Task) await served.WaitAsync(LongestEnd, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await served;
        }
        finally
        {
            connection.Transport = wire;
        }

        void Read(ReadOnlySequence<byte> bytes)
        {
            foreach (var piece in bytes) frames.Read(piece.Span);
            if (tally.Empty <= MostEmpty || isEnded) return;   // the server still takes what had come

            isEnded = clock.GetElapsedTime(since) < Within;
            (tally.Empty, since) = (0, clock.GetTimestamp());
            if (isEnded) End(connection);
        }
    }

    private void End(ConnectionContext connection)
    {
        metrics.Refused(null, ReasonFlood);
        Log.Flooded(logger, ReasonFlood, connection.RemoteEndPoint?.ToString() ?? "", MostEmpty);
        connection.Abort(new ConnectionAbortedException("The client sends frame upon frame that carry nothing."));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A connection is closed: reason={Reason} client={Client}. It sent more than {Most} frames of HTTP/2 that carry nothing.")]
        public static partial void Flooded(ILogger logger, string reason, string client, int most);
    }
}
