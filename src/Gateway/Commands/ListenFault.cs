using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Commands;

/// <summary>Why Kestrel could not listen, in an operator's words; null for what is no fault of the configuration.</summary>
internal static class ListenFault
{
    public static string? Of(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => $"Listen: {failure.Message} Another program has this port; stop it or write another one.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "Listen: no permission for a port below 1024. Give the service CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities), or write a higher port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "Listen: an address is none of this machine. Write one that it has, or 0.0.0.0.",
        InvalidOperationException or FormatException when failure.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true => $"Kestrel: {failure.Message}",
        _ => null,
    };
}
