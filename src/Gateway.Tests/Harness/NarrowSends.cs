using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>
/// A server for whose readers the system keeps little of what they do not read. By itself it keeps up to 4 MB for each over loopback; thousands
/// who read nothing take all that it has for connections, and it breaks those of the tests beside.
/// </summary>
internal static class NarrowSends
{
    private const int Bytes = 16 * 1024;

    public static void Use(IServiceCollection services) => services.PostConfigure<SocketTransportOptions>(static sockets =>
    {
        var bind = sockets.CreateBoundListenSocket;
        sockets.CreateBoundListenSocket = endPoint =>
        {
            var socket = bind(endPoint);
            socket.SendBufferSize = Bytes;
            return socket;
        };
    });
}
