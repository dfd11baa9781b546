using System.Net;
using Gateway.Rules;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Sites;

/// <summary>
/// What a request is for, settled once when it comes in: its site, its path, and whose it is. A request feature; nobody later reads
/// these from the headers again.
/// </summary>
internal sealed class SiteRequest
{
    public required Site Site { get; init; }

    /// <summary>The origin of the site that the browser asked for.</summary>
    public required Origin Origin { get; init; }

    /// <summary>The path that rules and upstream see. Not there for a refused path, which gets no further than its error page.</summary>
    public CanonicalPath Path => Understood ?? throw new InvalidOperationException("This request's path was refused.");

    /// <summary>The folder of the site in which the path lies, and what serves it.</summary>
    public UpstreamFolder Folder => field ??= Site.Upstreams.Find(Path);

    public required CanonicalPath? Understood { private get; init; }

    /// <summary>Whether the path means one thing.</summary>
    public bool IsUnderstood => Understood is not null;

    /// <summary>The path as the browser sent it.</summary>
    public required string RawPath { get; init; }

    /// <summary>The query as the browser sent it, without <c>?</c>; null when there is none.</summary>
    public string? RawQuery { get; init; }

    /// <summary>The browser's address, as far as trusted proxies say it.</summary>
    public required IPAddress Client { get; init; }

    /// <summary>What rules are asked about: a WebSocket over HTTP/2 comes as CONNECT, and is the GET that it is over HTTP/1.1.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as the browser sent them.</summary>
    public string Target => RawQuery is null ? RawPath : $"{RawPath}?{RawQuery}";

    /// <summary>Path and query as the upstream gets them: the path that was judged, the query byte for byte.</summary>
    public string UpstreamTarget => RawQuery is null ? Path.Encoded : $"{Path.Encoded}?{RawQuery}";

    /// <summary>The request's, or null before it has one.</summary>
    public static SiteRequest? Find(HttpContext context) => context.Features.Get<SiteRequest>();

    public static SiteRequest Of(HttpContext context) => context.Features.GetRequiredFeature<SiteRequest>();
}
