using System.Net;
using Microsoft.Extensions.Primitives;

namespace Gateway.Listening;

/// <summary>
/// Whose request is it? The connection's peer, or what a trusted proxy says in <c>X-Forwarded-For</c>: believed from the right, only as
/// far as each hop is trusted itself.
/// </summary>
internal static class ClientAddress
{
    public static IPAddress Find(IPAddress? peer, StringValues forwardedFor, IReadOnlyList<IPNetwork> trusted)
    {
        var address = Plain(peer ?? IPAddress.None);
        if (trusted.Count == 0 || forwardedFor.Count == 0) return address;

        var hops = string.Join(',', forwardedFor.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries);
        for (var i = hops.Length - 1; i >= 0 && IsTrusted(address, trusted); i--)
        {
            if (!TryParse(hops[i], out var next)) break;
            address = next;
        }

        return address;
    }

    public static bool IsTrusted(IPAddress? address, IReadOnlyList<IPNetwork> trusted)
    {
        if (address is null) return false;

        var plain = Plain(address);
        foreach (var network in trusted)
            if (network.Contains(plain)) return true;
        return false;
    }

    private static bool TryParse(string hop, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPEndPoint.TryParse(hop, out var endPoint)) return false;
        address = Plain(endPoint.Address);
        return true;
    }

    // ::ffff:10.0.0.1 and 10.0.0.1 are the same peer.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
