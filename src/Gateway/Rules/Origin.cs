using System.Globalization;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>Scheme, host and port under which a site is reached: lower case, the port always filled in.</summary>
internal sealed record Origin(string Scheme, string Host, int Port)
{
    public bool IsHttps => Scheme == "https";

    /// <summary>Host, and the port where it is not the scheme's own.</summary>
    public string Authority => Port == DefaultPort(Scheme) ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    public static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    public static bool TryParse(string text, out Origin? origin, out string fault)
    {
        origin = null;
        var lower = text.ToLowerInvariant();
        var scheme = lower.StartsWith("https://", StringComparison.Ordinal) ? "https" : "http";
        var start = scheme.Length + "://".Length;
        if (!lower.StartsWith(scheme + "://", StringComparison.Ordinal))
            fault = "an origin begins with https:// or http://";
        else if (lower.Contains('@', StringComparison.Ordinal))
            fault = "an origin holds no user or password";
        else if (lower.AsSpan(start).IndexOfAny('/', '?', '#') is var end and >= 0)
            fault = $"an origin has no path and no slash at its end; write {Excerpt.Of(lower[..(start + end)], Excerpt.ToCopy)}";
        else if (lower.Contains('*', StringComparison.Ordinal))
            fault = "an origin has no wildcards; list each host";
        else if (!TrySplitPort(lower[start..], DefaultPort(scheme), out var host, out var port))
            fault = "the port of an origin is a number from 1 to 65535";
        else if (HostName.FaultOf(host) is { } bad)
            fault = bad;
        else
        {
            origin = new Origin(scheme, host, port);
            fault = "";
        }

        return origin is not null;
    }

    public override string ToString() => $"{Scheme}://{Authority}";

    private static bool TrySplitPort(string authority, int defaultPort, out string host, out int port)
    {
        var colon = authority.LastIndexOf(':');
        port = defaultPort;
        host = authority;
        if (colon < 0 || authority.EndsWith(']'))
            return true;

        host = authority[..colon];
        var digits = authority[(colon + 1)..];
        return !digits.StartsWith('0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }
}
