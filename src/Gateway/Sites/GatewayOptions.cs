using System.Text.Json;

namespace Gateway.Sites;

/// <summary><c>gateway.json</c> as it is written.</summary>
internal sealed class GatewayOptions : SectionOptions
{
    /// <summary>
    /// Addresses to listen on, <c>http://ADDRESS:PORT</c> or <c>https://ADDRESS:PORT</c>. Default: <c>http://127.0.0.1:8080</c>, or none
    /// beside a <c>Kestrel</c> section. Replaces Apache's <c>Listen</c>.
    /// </summary>
    public List<string>? Listen { get; set; }

    /// <summary>
    /// The Redis that keeps the sessions: addresses, then options, with commas between (<c>localhost:6379,password=…,ssl=true</c>,
    /// <c>unix:/run/redis/redis.sock</c>), best as <c>env:NAME</c> or <c>file:PATH</c>. Default: sessions are kept in this process's memory.
    /// Replaces <c>OIDCCacheType</c> and <c>OIDCRedisCacheServer</c>, <c>-Username</c>, <c>-Password</c>, <c>-Database</c>.
    /// </summary>
    public string? Redis { get; set; }

    /// <summary>
    /// Where health and metrics are answered, <c>http://ADDRESS:PORT</c>, or <c>none</c>. Default: <c>http://127.0.0.1:9464</c> if that is free.
    /// Replaces <c>OIDCMetricsPublish</c> and mod_status.
    /// </summary>
    public string? Operations { get; set; }

    /// <summary>
    /// File of the access log, in Apache's combined format; <c>{site}</c> in its name gives each site one of its own. Default: none. Replaces
    /// <c>CustomLog</c>.
    /// </summary>
    public string? AccessLog { get; set; }

    /// <summary>
    /// How the log's lines on the terminal look: <c>Text</c> for people and journals, <c>Json</c> for collectors, one object a line. Default:
    /// <c>Text</c>. Replaces <c>ErrorLogFormat</c>.
    /// </summary>
    public string? LogFormat { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) whose <c>X-Forwarded-For</c> and <c>-Host</c> we believe. Default: none. Replaces
    /// <c>OIDCXForwardedHeaders</c> and <c>RemoteIPTrustedProxy</c>.
    /// </summary>
    public List<string>? TrustedProxies { get; set; }

    /// <summary>The server's own configuration (Endpoints, Certificates), for what <c>Listen</c> does not name. Default: none.</summary>
    public JsonElement? Kestrel { get; set; }

    /// <summary>Required: the sites by name (letters, digits, <c>_</c>, <c>-</c>). Replaces <c>&lt;VirtualHost&gt;</c>.</summary>
    public Dictionary<string, SiteOptions>? Sites { get; set; }
}
