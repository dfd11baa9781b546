using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Forwarding;

/// <summary>An upstream, or somebody through it, cannot set a cookie of ours: such a <c>Set-Cookie</c> line is removed and counted.</summary>
internal sealed partial class OwnCookieGuard(CookiesAround ours, GatewayMetrics metrics, ILogger<OwnCookieGuard> logger)
{
    public void Apply(HttpContext context, SiteRequest request)
    {
        var lines = context.Response.Headers.SetCookie;
        if (lines.Count == 0) return;

        var names = ours.Of(request);
        var kept = lines.Where(line => line is null || !OwnCookies.IsSetBy(line, names)).ToArray();
        if (kept.Length == lines.Count) return;

        context.Response.Headers.SetCookie = kept;
        metrics.CookiesDropped(request.Site.Name, lines.Count - kept.Length);
        Log.Dropped(logger, request.Site.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream tried to set a cookie of Gateway's own; the line was removed: site={Site}.")]
        public static partial void Dropped(ILogger logger, string site);
    }
}
