using Gateway.Pages;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.SignIn;

/// <summary>
/// Do this browser's logins lead anywhere (design 4.7)? Counts the completed ones that no request with a live session followed, in the binding
/// cookie; starts are never counted, so forty tabs are no loop.
/// </summary>
internal sealed class LoginLoop(SessionVault vault, TimeProvider clock)
{
    /// <summary>Why the login that is about to be completed is one too many; null when it is not. Asked while the session before it is still there.</summary>
    public async ValueTask<LoopCause?> FindAsync(HttpContext context, SiteRequest request)
    {
        var site = request.Site;
        if (BindingOf(request).LoginsWith(context.Request, clock.GetUtcNow()) < LoginCount.Loop) return null;

        var brought = site.Session.Cookie(request.Origin.IsHttps).Candidates(context.Request);
        if (brought.Count == 0) return LoopCause.Cookie;
        foreach (var id in brought)
            if (await vault.FindAsync(site.Keys, id, context.RequestAborted) is not null) return LoopCause.Rule;
        return LoopCause.Session;
    }

    /// <summary>One login more, under new random bytes.</summary>
    public void Count(HttpContext context, SiteRequest request) => BindingOf(request).Rotate(context, clock.GetUtcNow());

    private static BrowserBinding BindingOf(SiteRequest request) => request.Site.Binding(request.Origin.IsHttps);
}
