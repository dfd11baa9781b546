using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Gateway.Listening;

/// <summary>
/// Has the messages of each HTTP/1.1 connection read along, which <see cref="RequestForm"/> asks about, and breaks off a body with an endless
/// line before a chunk, as the server does with other bad chunks. Connections of HTTP/2 pass untouched.
/// </summary>
internal static class Http1Limits
{
    public static ConnectionDelegate Before(ConnectionDelegate next) => connection => Http2Limits.IsHttp2(connection) ? next(connection) : ServeAsync(connection, next);

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var (wire, messages) = (connection.Transport, new Http1Messages());
        connection.Features.Set(messages);
        connection.Transport = new TalliedWire(wire, taken: Take);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = wire;
        }

        void Take(ReadOnlySequence<byte> bytes)
        {
            foreach (var piece in bytes) messages.Read(piece.Span);
            if (messages.IsEndless) throw new BadHttpRequestException("An endless line stands before a chunk.", StatusCodes.Status400BadRequest);
        }
    }
}
