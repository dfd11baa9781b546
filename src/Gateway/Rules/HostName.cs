using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>Decides whether a host is written in the one way that every browser writes it.</summary>
internal static class HostName
{
    private const int Longest = 253;   // of the name system (RFC 1035, 2.3.4, without the length of each label)

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>What is wrong with a lower-case host, in the operator's words; null when nothing is.</summary>
    public static string? FaultOf(string host)
    {
        if (host.Length == 0)
            return "an origin needs a host";
        if (host.EndsWith('.'))
            return "a host has no dot at its end";
        if (host.StartsWith('['))
            return IsIPv6(host) ? null : $"{Excerpt.Of(host)} is no IPv6 address in its shortest form";

        if (host.Length > Longest)
            return $"{Excerpt.Of(host)} is longer than the {Longest} letters that a host name may have";

        var labels = host.Split('.');
        if (labels.Any(label => label.Length is 0 or > 63 || label.AsSpan().ContainsAnyExcept(LabelCharacters)))
            return $"{Excerpt.Of(host)} is no host name; letters outside ASCII are written as xn--…";

        // A browser reads a last label of digits as an address, whatever the rest looks like.
        var last = labels[^1];
        var isNumber = last.StartsWith("0x", StringComparison.Ordinal) || last.All(char.IsAsciiDigit);
        return isNumber && !IsAddress(host, AddressFamily.InterNetwork) ? $"{Excerpt.Of(host)} is no IPv4 address of four plain numbers" : null;
    }

    private static bool IsIPv6(string host) => host.EndsWith(']') && IsAddress(host[1..^1], AddressFamily.InterNetworkV6);

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family && address.ToString() == text;
}
