using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>
/// Writes the Set-Cookie lines of our own cookies: for the host and all of it unless the owner says otherwise, never for scripts. An answer carries at
/// most one line of a name, the last one written.
/// </summary>
internal static class SetCookieLine
{
    public static void Write(HttpResponse response, string name, string value, bool secure, SameSiteMode sameSite, CookieReach reach)
    {
        var line = $"{name}={value}; Path={reach.Path}; HttpOnly";
        if (reach.Domain is { } domain) line += $"; Domain={domain}";
        if (sameSite != SameSiteMode.Unspecified) line += $"; SameSite={sameSite}";
        if (secure) line += "; Secure";
        if (reach.Life is { } age) line += string.Create(CultureInfo.InvariantCulture, $"; Max-Age={(long)age.TotalSeconds}");
        Put(response, name, line);
    }

    private static void Put(HttpResponse response, string name, string line)
    {
        var others = response.Headers.SetCookie.Where(other => !other!.StartsWith(name + "=", StringComparison.Ordinal));
        response.Headers.SetCookie = new StringValues([.. others, line]);
    }
}
