using Microsoft.Extensions.Primitives;

namespace Gateway.Sessions;

/// <summary>The names of all cookies of ours, with and without prefix: none goes to an upstream, none is taken from one.</summary>
internal static class OwnCookies
{
    /// <summary>Marks a browser that has just logged out (<c>Login.PromptAfterLogout</c>).</summary>
    public const string LoggedOut = "gateway-logged-out";

    /// <summary>One Cookie line for the upstream, without ours and without those of <paramref name="more"/>, or null when nothing is left.</summary>
    public static string? Without(StringValues lines, string sessionCookie, IReadOnlyList<string> more) =>
        lines.Count == 0 ? null : CookieHeader.Without(lines, more.Count == 0 ? Names(sessionCookie) : [.. Names(sessionCookie), .. more]);

    /// <summary>Whether a <c>Set-Cookie</c> line names one of ours.</summary>
    public static bool IsSetBy(string line, string sessionCookie)
    {
        // A cookie without a name comes back as its value alone: of "=a=b" the browser makes the cookie a.
        var pair = line.TrimStart('=', ' ', '\t');
        var end = pair.AsSpan().IndexOfAny('=', ';');
        var name = (end < 0 ? pair : pair[..end]).Trim();
        return Names(sessionCookie).Any(own => CookieHeader.IsReadAs(name, own));
    }

    private static string[] Names(string sessionCookie) =>
    [
        sessionCookie, CookieName.On(https: true, sessionCookie), CookieName.Shared(sessionCookie),
        BrowserBinding.BareName, CookieName.On(https: true, BrowserBinding.BareName), LoggedOut,
    ];
}
