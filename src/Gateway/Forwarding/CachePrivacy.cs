using System.Collections.Concurrent;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Forwarding;

/// <summary>
/// A member's page belongs into no shared cache (design 7.3): behind a rule an answer without <c>Cache-Control</c> gets <c>private</c>, and
/// <c>public</c> or <c>s-maxage</c> is counted and, unless <c>CacheControl.Keep</c> says otherwise, becomes <c>private</c>.
/// </summary>
internal sealed partial class CachePrivacy(GatewayMetrics metrics, ILogger<CachePrivacy> logger)
{
    private const int MostWarnings = 1000;

    private readonly ConcurrentDictionary<(string Site, string Path), bool> _warned = new();

    public void Apply(HttpContext context, Site site)
    {
        var headers = context.Response.Headers;
        var directives = string.Join(',', headers.CacheControl.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (directives.Length == 0)
        {
            headers.CacheControl = "private";
            return;
        }

        var kept = directives.Where(directive => !IsShared(directive)).ToList();
        if (kept.Count == directives.Length) return;

        metrics.CacheControlChanged(site.Name);
        if (site.KeepCacheControl) return;

        if (!kept.Contains("private", StringComparer.OrdinalIgnoreCase)) kept.Insert(0, "private");
        headers.CacheControl = string.Join(", ", kept);
        Warn(site, SiteRequest.Of(context).Path.Decoded);
    }

    // Counted each time, logged once a path: the owner is to know of it, not to read it for every picture.
    private void Warn(Site site, string path)
    {
        if (_warned.Count < MostWarnings && _warned.TryAdd((site.Name, path), true)) Log.Changed(logger, site.Name, Redacted.Text(path, 200));
    }

    private static bool IsShared(string directive) =>
        directive.Equals("public", StringComparison.OrdinalIgnoreCase) || directive.StartsWith("s-maxage", StringComparison.OrdinalIgnoreCase);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream marked a page behind a rule as public; it is sent as private: site={Site} path=\"{Path}\". CacheControl.Keep leaves it alone.")]
        public static partial void Changed(ILogger logger, string site, string path);
    }
}
