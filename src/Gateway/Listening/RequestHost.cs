using System.Buffers;
using System.Globalization;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Listening;

/// <summary>Which host is asked for: the <c>Host</c> header, or a trusted proxy's <c>X-Forwarded-Host</c>; null when it is malformed.</summary>
internal static class RequestHost
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    public static string? Find(HttpContext context, GatewayConfiguration configuration)
    {
        var forwarded = context.Request.Headers["X-Forwarded-Host"];
        var believed = forwarded.Count > 0 && ClientAddress.IsTrusted(context.Connection.RemoteIpAddress, configuration.TrustedProxies);
        var values = believed ? forwarded : context.Request.Headers.Host;
        return values.Count == 1 && IsWellFormed(values[0]) ? values[0] : null;
    }

    private static bool IsWellFormed(string? host)
    {
        if (string.IsNullOrEmpty(host)) return false;

        var name = host.AsSpan();
        if (name[0] == '[')
        {
            var end = name.IndexOf(']');
            return end > 0 && Uri.CheckHostName(name[..(end + 1)].ToString()) == UriHostNameType.IPv6 && IsPort(name[(end + 1)..]);
        }

        var colon = name.IndexOf(':');
        if (colon >= 0 && !IsPort(name[colon..])) return false;
        if (colon >= 0) name = name[..colon];
        return name.Length is > 0 and <= 253 && name[^1] != '.' && !name.ContainsAnyExcept(HostCharacters);
    }

    private static bool IsPort(ReadOnlySpan<char> part) =>
        part.IsEmpty || (part[0] == ':' && part.Length is > 1 and <= 6
            && ushort.TryParse(part[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0);
}
