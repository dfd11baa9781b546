using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>The way by which a browser comes to a site: by the name of its origin as this machine resolves it, trusting whom this machine trusts.</summary>
internal class PublicDoor
{
    /// <summary>Null: the platform's own.</summary>
    public virtual X509ChainPolicy? Trust => null;

    public virtual async Task<Stream> OpenAsync(Origin origin, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(origin.Host.Trim('[', ']'), origin.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
