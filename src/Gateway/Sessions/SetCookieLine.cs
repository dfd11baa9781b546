using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>
/// Writes the Set-Cookie lines of our own cookies: for the whole site, never for a domain, never for scripts. An answer carries at
/// most one line of a name, the last one written.
/// </summary>
internal static class SetCookieLine
{
    public static void Write(HttpResponse response, string name, string value, bool secure, SameSiteMode sameSite, TimeSpan? maxAge = null)
    {
        var line = $"{name}={value}; Path=/; HttpOnly";
        if (sameSite != SameSiteMode.Unspecified) line += $"; SameSite={sameSite}";
        if (secure) line += "; Secure";
        if (maxAge is { } age) line += string.Create(CultureInfo.InvariantCulture, $"; Max-Age={(long)age.TotalSeconds}");
        Put(response, name, line);
    }

    public static void Clear(HttpResponse response, string name, bool secure, SameSiteMode sameSite) =>
        Write(response, name, "", secure, sameSite, TimeSpan.Zero);

    private static void Put(HttpResponse response, string name, string line)
    {
        var others = response.Headers.SetCookie.Where(other => !other!.StartsWith(name + "=", StringComparison.Ordinal));
        response.Headers.SetCookie = new StringValues([.. others, line]);
    }
}
