using System.Net;
using System.Net.Sockets;
using Gateway.Sites;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Gateway.Operations;

/// <summary>
/// The port of operations, taken before the server takes its own: one that is written must be free, one that is ours by default may be
/// another Gateway's already, and that stops nobody from serving.
/// </summary>
internal sealed partial class OperationsListener(CurrentConfiguration current, ILogger<OperationsListener> logger) : IDisposable
{
    private const int Backlog = 128;

    private Socket? _taken;

    /// <summary>Where it listens; null when it does not.</summary>
    public IPEndPoint? Address { get; private set; }

    public void AddTo(KestrelServerOptions kestrel)
    {
        var settings = current.Value.Operations;
        if (settings.Address is not { } wanted) return;

        try
        {
            _taken = Take(wanted);
        }
        catch (SocketException refusal) when (settings.IsWritten)
        {
            throw new OperationsRefusedException($"Operations: \"{wanted.GetLeftPart(UriPartial.Authority)}\" {Why(refusal)}", refusal);
        }
        catch (SocketException)
        {
            Log.DefaultTaken(logger, wanted.Authority);
            return;
        }

        Address = (IPEndPoint)_taken.LocalEndPoint!;
        kestrel.Listen(Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(static next => connection =>
            {
                connection.Features.Set(OperationsConnection.Mark);
                return next(connection);
            });
        });
    }

    /// <summary>The socket for an endpoint of the server: the one already taken, or a new one.</summary>
    public Socket Bind(EndPoint endPoint) => endPoint.Equals(Address) && Interlocked.Exchange(ref _taken, null) is { } taken
        ? taken
        : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    public void Dispose() => _taken?.Dispose();

    // Listening at once: two that only bind could both have the port.
    private static Socket Take(Uri wanted)
    {
        var address = wanted.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(wanted.Host.Trim('[', ']'));
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, wanted.Port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Why(SocketException refusal) => refusal.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "is in use: another program has this port. Stop it or write another one.",
        SocketError.AccessDenied => "may not be opened by this user. Write a port above 1023.",
        SocketError.AddressNotAvailable => "is no address of this machine. Write one of its own.",
        _ => $"cannot be listened on ({refusal.SocketErrorCode}). Write another address.",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No health and no metrics are served: Operations is not written, and {Address} is another program's. Write Operations with a free port, or \"none\".")]
        public static partial void DefaultTaken(ILogger logger, string address);
    }
}
