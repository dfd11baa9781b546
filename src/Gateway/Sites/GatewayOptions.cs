namespace Gateway.Sites;

/// <summary><c>gateway.json</c> as it is written.</summary>
internal sealed class GatewayOptions : SectionOptions
{
    /// <summary>
    /// Addresses to listen on, <c>http://ADDRESS:PORT</c>. Default: <c>http://127.0.0.1:8080</c>. Replaces Apache's <c>Listen</c>.
    /// </summary>
    public List<string>? Listen { get; set; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) whose <c>X-Forwarded-For</c> and <c>-Host</c> we believe. Default: none. Replaces
    /// <c>OIDCXForwardedHeaders</c> and <c>RemoteIPTrustedProxy</c>.
    /// </summary>
    public List<string>? TrustedProxies { get; set; }

    /// <summary>Required: the sites by name (letters, digits, <c>_</c>, <c>-</c>). Replaces <c>&lt;VirtualHost&gt;</c>.</summary>
    public Dictionary<string, SiteOptions>? Sites { get; set; }
}
