using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Forwarding;

/// <summary>
/// A member's page belongs into no shared cache (design 7.3): behind a rule an answer without <c>Cache-Control</c> gets <c>private</c>, and
/// <c>public</c> or <c>s-maxage</c> becomes <c>private</c>, counted.
/// </summary>
internal sealed partial class CachePrivacy(GatewayMetrics metrics, ILogger<CachePrivacy> logger)
{
    public void Apply(HttpContext context, Site site)
    {
        var headers = context.Response.Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "private";
            return;
        }

        var directives = string.Join(',', headers.CacheControl.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var kept = directives.Where(directive => !IsShared(directive)).ToList();
        if (kept.Count == directives.Length) return;

        if (!kept.Contains("private", StringComparer.OrdinalIgnoreCase)) kept.Insert(0, "private");
        headers.CacheControl = string.Join(", ", kept);
        metrics.CacheControlChanged(site.Name);
        Log.Changed(logger, site.Name, Redacted.Text(SiteRequest.Of(context).Path.Decoded, 200));
    }

    private static bool IsShared(string directive) =>
        directive.Equals("public", StringComparison.OrdinalIgnoreCase) || directive.StartsWith("s-maxage", StringComparison.OrdinalIgnoreCase);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream marked a page behind a rule as public; it is sent as private: site={Site} path=\"{Path}\". CacheControl.Keep leaves it alone.")]
        public static partial void Changed(ILogger logger, string site, string path);
    }
}
