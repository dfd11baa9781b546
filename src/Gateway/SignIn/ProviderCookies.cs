using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.SignIn;

/// <summary>What of this browser's cookies goes along on the calls to the OP, at its login and for its session; null: nothing.</summary>
internal static class ProviderCookies
{
    public static string? Of(HttpContext context) =>
        SiteRequest.Of(context).Site.Provider.PassCookies is { Count: > 0 } names ? CookieHeader.Only(context.Request.Headers.Cookie, names) : null;
}
