using System.Collections.Concurrent;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Forwarding;

/// <summary>
/// Words by which an upstream has the server in front of it send a file or ask elsewhere. Nobody obeys them here, past all rules as they
/// are, and no server further in front shall: they are removed, and the owner is told once.
/// </summary>
internal sealed partial class ServerOrders(ILogger<ServerOrders> logger)
{
    private static readonly string[] Names = ["X-Accel-Redirect", "X-Sendfile", "X-LIGHTTPD-send-file", "X-LiteSpeed-Location", "X-Reproxy-URL"];

    private readonly ConcurrentDictionary<(string Site, string Name), bool> _told = new();

    public void Remove(HttpContext context, Site site)
    {
        foreach (var name in Names)
            if (context.Response.Headers.Remove(name) && _told.TryAdd((site.Name, name), true)) Log.Removed(logger, name, site.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream asked for another answer by {Header}, which nobody gives here; the header was removed: site={Site}. Let the page send it itself.")]
        public static partial void Removed(ILogger logger, string header, string site);
    }
}
