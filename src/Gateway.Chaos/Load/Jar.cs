using System.Collections.Concurrent;
using System.Globalization;

namespace Gateway.Chaos.Load;

/// <summary>The cookies of one host, as a browser keeps them.</summary>
internal sealed class Jar
{
    private readonly ConcurrentDictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public string Line => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>The session's, or null.</summary>
    public string? Session => _cookies.TryGetValue("__Host-gateway", out var value) ? "__Host-gateway=" + value : null;

    public void Keep(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0].Split('=', 2) is not [var name, var value]) continue;
            if (parts.Any(IsEnd)) _cookies.TryRemove(name, out _);
            else _cookies[name] = value;
        }
    }

    private static bool IsEnd(string part) =>
        part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)
        || (part.StartsWith("Max-Age=", StringComparison.OrdinalIgnoreCase) && long.Parse(part[8..], CultureInfo.InvariantCulture) <= 0);
}
