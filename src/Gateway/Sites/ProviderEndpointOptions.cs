namespace Gateway.Sites;

/// <summary>Addresses of the OP as they are written, each in place of the one in its discovery document.</summary>
internal sealed class ProviderEndpointOptions : SectionOptions
{
    /// <summary>Where a login begins. Default: the document's. Replaces <c>OIDCProviderAuthorizationEndpoint</c>.</summary>
    public string? Authorization { get; set; }

    /// <summary>Where codes and refresh tokens are redeemed. Default: the document's. Replaces <c>OIDCProviderTokenEndpoint</c>.</summary>
    public string? Token { get; set; }

    /// <summary>Where the OP's keys are. Default: the document's. Replaces <c>OIDCProviderJwksUri</c>.</summary>
    public string? Jwks { get; set; }

    /// <summary>
    /// Where userinfo is asked, or <c>none</c>: then members are known by their id tokens alone. Default: the document's. Replaces
    /// <c>OIDCProviderUserInfoEndpoint</c>.
    /// </summary>
    public string? UserInfo { get; set; }

    /// <summary>
    /// Where a logout leads at the OP, or <c>none</c>: then it ends the session here alone. Default: the document's. Replaces
    /// <c>OIDCProviderEndSessionEndpoint</c>.
    /// </summary>
    public string? EndSession { get; set; }

    /// <summary>Where tokens are given back, or <c>none</c>: they run out by themselves. Default: the document's. Replaces <c>OIDCProviderRevocationEndpoint</c>.</summary>
    public string? Revocation { get; set; }
}
