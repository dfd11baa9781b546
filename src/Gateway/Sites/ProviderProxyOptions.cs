namespace Gateway.Sites;

/// <summary>The proxy between us and the OP as it is written.</summary>
internal sealed class ProviderProxyOptions : SectionOptions
{
    /// <summary>Required: <c>http://proxy.example.com:3128</c>. Replaces <c>OIDCOutgoingProxy</c>.</summary>
    public string? Address { get; set; }

    /// <summary>Who asks, where the proxy wants to know. Default: nobody. Replaces the second word of <c>OIDCOutgoingProxy</c>.</summary>
    public string? User { get; set; }

    /// <summary>Its password. Default: none.</summary>
    public string? Password { get; set; }
}
