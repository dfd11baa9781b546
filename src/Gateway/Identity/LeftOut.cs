using System.Collections.Concurrent;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Identity;

/// <summary>
/// What is not handed to PHP, and why: counted each time, logged once, because a page of thumbnails would otherwise write the same line a
/// hundred times.
/// </summary>
internal sealed partial class LeftOut(GatewayMetrics metrics, ILogger<LeftOut> logger)
{
    private const int MostWarnings = 1000;

    private readonly ConcurrentDictionary<(string Site, string Claim, string Reason), bool> _told = new();

    public void Tell(Site site, string claim, string reason)
    {
        metrics.VariableDropped(site.Name, reason);
        if (_told.Count < MostWarnings && _told.TryAdd((site.Name, claim, reason), true)) Log.LeftOut(logger, site.Name, Redacted.Text(claim), reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A claim is not handed to PHP ({Reason}): site={Site} claim=\"{Claim}\".")]
        public static partial void LeftOut(ILogger logger, string site, string claim, string reason);
    }
}
