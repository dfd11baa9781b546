using System.Net;
using System.Net.Sockets;

namespace Gateway.FastCgi;

/// <summary>Where a FastCGI application listens: <c>unix:/path</c> or <c>host:port</c>.</summary>
internal sealed record FastCgiAddress(string Text, EndPoint EndPoint)
{
    private const string Unix = "unix:";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <summary>The file of a Unix socket; null for a port.</summary>
    public string? SocketFile => EndPoint is UnixDomainSocketEndPoint ? Text[Unix.Length..] : null;

    public static bool TryParse(string text, out FastCgiAddress? address)
    {
        address = null;
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            var file = text[Unix.Length..];
            if (Path.IsPathRooted(file) && file.Length <= 107) address = new(text, new UnixDomainSocketEndPoint(file));
        }
        else if (IPEndPoint.TryParse(text, out var ip) && ip.Port > 0)
        {
            address = new(text, ip);
        }
        else if (text.Split(':') is [{ Length: > 0 } host, var port] && Uri.CheckHostName(host) == UriHostNameType.Dns
            && ushort.TryParse(port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            address = new(text, new DnsEndPoint(host, number));
        }

        return address is not null;
    }

    /// <summary>Why strangers may reach it, or null: whoever reaches php-fpm runs code, and is whatever member he says he is.</summary>
    public string? OpenTo()
    {
        if (SocketFile is { } file)
            return !OperatingSystem.IsWindows() && File.Exists(file) && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherWrite) ? "every user of this machine" : null;

        var isLoopback = EndPoint is IPEndPoint ip ? IPAddress.IsLoopback(ip.Address) : ((DnsEndPoint)EndPoint).Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return isLoopback ? null : "the network";
    }

    public async Task<Socket> ConnectAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var socket = SocketFile is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var connecting = socket.ConnectAsync(EndPoint, cancellation);
            if (connecting.IsCompleted) await connecting;   // on the same machine, nearly always
            else await connecting.AsTask().WaitAsync(ConnectLimit, clock, cancellation);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            // A full backlog of a Unix socket refuses at once; of a port, it lets the caller wait.
            throw new FastCgiException(failure is SocketException { SocketErrorCode: SocketError.WouldBlock or SocketError.TryAgain } ? FastCgiFailure.Busy : FastCgiFailure.NotReached,
                $"{Text}: {Cause(failure as SocketException)}", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Cause(SocketException? failure) => failure?.SocketErrorCode switch
    {
        null => "no connection within 3 s",
        SocketError.AccessDenied => "no permission (listen.owner, listen.group, listen.mode of the pool)",
        SocketError.WouldBlock or SocketError.TryAgain => "its backlog is full",
        _ when SocketFile is { } file && !File.Exists(file) => "there is no such file",
        SocketError.ConnectionRefused => "nobody listens there",
        var other => other.ToString()!,
    };
}
