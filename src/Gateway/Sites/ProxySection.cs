using System.Net;
using System.Net.Sockets;

namespace Gateway.Sites;

/// <summary>Whose forwarded headers are believed: single addresses and networks, never names.</summary>
internal static class ProxySection
{
    /// <summary>Null when the list is left out: then another list counts.</summary>
    public static IReadOnlyList<IPNetwork>? Read(List<string>? written, Setting at)
    {
        if (written is null)
        {
            return null;
        }

        var networks = new List<IPNetwork>();
        foreach (var (text, item) in at.Each(written))
        {
            if (Parse(text) is not { } network)
            {
                item.Refuse(text, "is no address. Write 10.0.0.1, fd00::1, or a network by its first address: 10.0.0.0/24.");
                continue;
            }

            if (network.PrefixLength == 0)
            {
                item.Warn(
                    text,
                    "is everybody: any browser may then choose the address that it is counted under. Write the proxy's own address.");
            }
            else if (network.PrefixLength <= WidestGood(network))
            {
                item.Warn(
                    text,
                    "is a very wide network: every machine in it may choose the address that a browser is counted under. "
                    + "Write the proxy's own address.");
            }

            networks.Add(network);
        }

        return networks;
    }

    /// <summary>Whether it may stand in such a list.</summary>
    public static bool IsAddress(string text) => Parse(text) is not null;

    // 16 million of the old addresses, a whole provider's block of the new ones.
    private static int WidestGood(IPNetwork network) => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 8 : 32;

    private static IPNetwork? Parse(string text)
    {
        var address = text.Split('/')[0];
        if (!IPAddress.TryParse(address, out var parsed) || !IsWhole(address, parsed))
        {
            return null;
        }

        if (!text.Contains('/', StringComparison.Ordinal))
        {
            parsed = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
            return new IPNetwork(parsed, parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        }

        return IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(parsed) ? network : null;
    }

    // The parser takes "10" and "0x7f.1" for addresses too.
    private static bool IsWhole(string text, IPAddress parsed) =>
        parsed.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[', StringComparison.Ordinal) : parsed.ToString() == text;
}
