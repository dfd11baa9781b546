using System.Net;

namespace Gateway.Sites;

/// <summary>The whole of a good <c>gateway.json</c>. It never changes: a reload makes another one.</summary>
internal sealed class GatewayConfiguration
{
    /// <summary>The file it was read from, as given.</summary>
    public required string File { get; init; }

    /// <summary>That file and those that it names, as they looked when they were read.</summary>
    public required IReadOnlyList<FileLook> Files { get; init; }

    /// <summary>From 1; each reload that is applied counts on.</summary>
    public required int Generation { get; init; }

    public required IReadOnlyList<Uri> Listen { get; init; }

    /// <summary>Kestrel's own configuration as JSON; null without one.</summary>
    public string? Kestrel { get; init; }

    /// <summary>Whether it is us who speak TLS: by <see cref="Listen"/> or by Kestrel's own section.</summary>
    public bool ListensTls => Listen.Any(address => address.Scheme == Uri.UriSchemeHttps) || KestrelSection.ListensTls(Kestrel);

    /// <summary>Where sessions are kept; null: in this process's memory.</summary>
    public RedisSettings? Redis { get; init; }

    public required OperationsSettings Operations { get; init; }

    /// <summary>The file of the access log, <c>{site}</c> for the site's name; null where none is kept.</summary>
    public string? AccessLog { get; init; }

    public LogFormat LogFormat { get; init; }

    /// <summary>Whose forwarded headers count on a site that names no proxies of its own.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    public required SiteMap Sites { get; init; }

    /// <summary>What is allowed but unwise, in the form of a fault.</summary>
    public required IReadOnlyList<ConfigurationFault> Warnings { get; init; }

    /// <summary>What may well be meant, and is worth a second look, in the form of a fault.</summary>
    public IReadOnlyList<ConfigurationFault> Notes { get; init; } = [];
}
