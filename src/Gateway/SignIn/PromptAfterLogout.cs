using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.SignIn;

/// <summary>
/// <c>Login.PromptAfterLogout</c>: for a minute after a logout the next login of that browser asks the OP to show its login page, so that
/// an OP session still open does not sign the member in again at once.
/// </summary>
internal static class PromptAfterLogout
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    public static void Mark(HttpContext context, SiteRequest request)
    {
        if (!request.Site.Login.PromptAfterLogout) return;
        context.Response.Cookies.Append(OwnCookies.LoggedOut, "1", Options(request, Life));
    }

    /// <summary>Whether to prompt; the mark serves once.</summary>
    public static bool Take(HttpContext context, SiteRequest request)
    {
        if (!request.Site.Login.PromptAfterLogout || !context.Request.Cookies.ContainsKey(OwnCookies.LoggedOut)) return false;

        context.Response.Cookies.Delete(OwnCookies.LoggedOut, Options(request, null));
        return true;
    }

    private static CookieOptions Options(SiteRequest request, TimeSpan? life) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = request.Origin.IsHttps, Path = "/", MaxAge = life };
}
