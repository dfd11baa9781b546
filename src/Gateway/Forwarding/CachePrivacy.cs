using System.Collections.Concurrent;
using System.Collections.Frozen;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Forwarding;

/// <summary>
/// A member's page belongs into no shared cache (design 7.3): behind a rule an answer without <c>Cache-Control</c> gets <c>private</c>, and
/// <c>public</c> or <c>s-maxage</c> is counted and, unless <c>CacheControl.Keep</c> says otherwise, becomes <c>private</c>. Words of the same
/// meaning for one kind of shared cache alone (RFC 9213 and its forerunners) are removed.
/// </summary>
internal sealed partial class CachePrivacy(GatewayMetrics metrics, ILogger<CachePrivacy> logger)
{
    private const int MostWarnings = 1000;

    private static readonly FrozenSet<string> ForSharedCaches = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "X-Accel-Expires", "Surrogate-Control", "Edge-Control");

    private readonly ConcurrentDictionary<(string Site, string Path), bool> _warned = new();

    public void Apply(HttpContext context, Site site)
    {
        var headers = context.Response.Headers;
        var directives = string.Join(',', headers.CacheControl.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var targeted = Targeted(headers);
        if (targeted is null && !Array.Exists(directives, IsShared))
        {
            if (directives.Length == 0) headers.CacheControl = "private";
            return;
        }

        metrics.CacheControlChanged(site.Name);
        if (site.KeepCacheControl) return;

        foreach (var name in targeted ?? []) headers.Remove(name);
        var kept = directives.Where(directive => !IsShared(directive)).ToList();
        if (!kept.Contains("private", StringComparer.OrdinalIgnoreCase)) kept.Insert(0, "private");
        headers.CacheControl = string.Join(", ", kept);
        Warn(site, SiteRequest.Of(context).Path.Decoded);
    }

    // Null for none, as nearly always.
    private static List<string>? Targeted(IHeaderDictionary headers)
    {
        List<string>? targeted = null;
        foreach (var (name, value) in headers)
            if (IsTargeted(name) && !Forbids(value.ToString())) (targeted ??= []).Add(name);
        return targeted;
    }

    // Counted each time, logged once a path: the owner is to know of it, not to read it for every picture.
    private void Warn(Site site, string path)
    {
        if (_warned.Count < MostWarnings && _warned.TryAdd((site.Name, path), true)) Log.Changed(logger, site.Name, Redacted.Text(path, 200));
    }

    private static bool IsShared(string directive) =>
        directive.Equals("public", StringComparison.OrdinalIgnoreCase) || directive.StartsWith("s-maxage", StringComparison.OrdinalIgnoreCase);

    // CDN-Cache-Control and a vendor's own, as Cloudflare-CDN-Cache-Control: each overrules Cache-Control where it is read.
    private static bool IsTargeted(string name) =>
        name.EndsWith("-Cache-Control", StringComparison.OrdinalIgnoreCase) || ForSharedCaches.Contains(name);

    private static bool Forbids(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries).Any(word => word.ToUpperInvariant() is "0" or "NO-STORE" or "PRIVATE");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream marked a page behind a rule as public; it is sent as private: site={Site} path=\"{Path}\". CacheControl.Keep leaves it alone.")]
        public static partial void Changed(ILogger logger, string site, string path);
    }
}
