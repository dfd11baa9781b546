using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Sites;

/// <summary>
/// One address of the setting <c>Redis</c>: <c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or <c>unix:/path</c>. Judged here, because
/// the library takes whatever it does not understand for the name of a host.
/// </summary>
internal static class RedisAddress
{
    private const string Socket = "unix:";
    private const int LongestSocketPath = 107;

    public static EndPoint? Parse(string text)
    {
        if (text.StartsWith(Socket, StringComparison.Ordinal)) return ParseSocket(text[Socket.Length..]);

        var (host, port) = Split(text);
        if (port is null || host.Length == 0) return null;
        if (IPAddress.TryParse(host, out var address)) return address.ToString() == host || address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPEndPoint(address, port.Value) : null;
        return host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_') && !host.All(letter => char.IsAsciiDigit(letter) || letter == '.')
            ? new DnsEndPoint(host, port.Value)
            : null;
    }

    /// <summary>Whether nothing that is sent there leaves this machine.</summary>
    public static bool IsLocal(EndPoint address) => address switch
    {
        UnixDomainSocketEndPoint => true,
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        DnsEndPoint name => SettingUrls.IsLoopback(name.Host),
        _ => false,
    };

    public static string Describe(EndPoint address) => address switch
    {
        UnixDomainSocketEndPoint socket => Socket + socket,
        DnsEndPoint { Port: 0 } name => name.Host,
        DnsEndPoint name => string.Create(CultureInfo.InvariantCulture, $"{name.Host}:{name.Port}"),
        IPEndPoint { Port: 0 } ip => ip.Address.ToString(),
        _ => address.ToString() ?? "",
    };

    private static UnixDomainSocketEndPoint? ParseSocket(string path) =>
        path.StartsWith('/') && System.Text.Encoding.UTF8.GetByteCount(path) <= LongestSocketPath ? new UnixDomainSocketEndPoint(path) : null;

    // Without a port: 0, which the library fills in by what it connects to (6379, 26379 for Sentinel).
    private static (string Host, int? Port) Split(string text)
    {
        var isIPv6 = text.StartsWith('[');
        var end = isIPv6 ? text.IndexOf(']', StringComparison.Ordinal) : text.IndexOf(':', StringComparison.Ordinal);
        if (isIPv6)
        {
            if (end < 0 || !IPAddress.TryParse(text[1..end], out _)) return ("", null);
            return (text[1..end], end + 1 == text.Length ? 0 : text[end + 1] == ':' ? Port(text[(end + 2)..]) : null);
        }

        return end < 0 ? (text, 0) : (text[..end], Port(text[(end + 1)..]));
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
