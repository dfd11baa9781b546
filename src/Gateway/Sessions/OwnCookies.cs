using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>The names of all cookies of ours, with and without prefix: none goes to an upstream, none is taken from one.</summary>
internal static class OwnCookies
{
    /// <summary>Marks a browser that has just logged out (<c>Login.PromptAfterLogout</c>).</summary>
    public const string LoggedOut = "gateway-logged-out";

    /// <summary>Those of a site whose session cookie has this name.</summary>
    public static IReadOnlyList<string> Names(string sessionCookie) =>
    [
        sessionCookie, CookieName.On(https: true, sessionCookie), CookieName.Shared(sessionCookie),
        BrowserBinding.BareName, CookieName.On(https: true, BrowserBinding.BareName), LoggedOut,
    ];

    /// <summary>One Cookie line for the upstream, without <paramref name="names"/>, which are ours, and without <paramref name="more"/>, or null when nothing is left.</summary>
    public static string? Without(StringValues lines, IReadOnlyList<string> names, IReadOnlyList<string> more) =>
        CookieHeader.Without(lines, more.Count == 0 ? names : [.. names, .. more]);

    /// <summary>Whether a <c>Set-Cookie</c> line names one of ours.</summary>
    public static bool IsSetBy(string line, IReadOnlyList<string> names)
    {
        // A cookie without a name comes back as its value alone: of "=a=b" the browser makes the cookie a.
        var pair = line.TrimStart('=', ' ', '\t');
        var end = pair.AsSpan().IndexOfAny('=', ';');
        var name = (end < 0 ? pair : pair[..end]).Trim();
        return names.Any(own => CookieHeader.IsReadAs(name, own));
    }
}
