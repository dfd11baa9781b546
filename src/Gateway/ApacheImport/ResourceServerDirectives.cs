namespace Gateway.ApacheImport;

/// <summary>Directives for bearer tokens: all of them are left out.</summary>
internal static class ResourceServerDirectives
{
    private const string ResourceServer = "bearer tokens (resource-server mode) are not built";
    private const string TokenBinding = "token binding is dead: no browser speaks it, and the module dropped it in 2.4.15";

    public static readonly IReadOnlyList<DirectiveRow> Rows =
    [
        new("OIDCOAuthClientID") { Reason = ResourceServer },
        new("OIDCOAuthClientSecret") { Reason = ResourceServer },
        new("OIDCOAuthServerMetadataURL") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpoint") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointMethod") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointParams") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointAuth") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionClientAuthBearerToken") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointCert") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointKey") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionEndpointKeyPassword") { Reason = ResourceServer },
        new("OIDCOAuthIntrospectionTokenParamName") { Reason = ResourceServer },
        new("OIDCOAuthTokenExpiryClaim") { Reason = ResourceServer },
        new("OIDCOAuthTokenIntrospectionInterval") { Reason = ResourceServer },
        new("OIDCOAuthSSLValidateServer") { Reason = ResourceServer },
        new("OIDCOAuthRemoteUserClaim") { Reason = ResourceServer },
        new("OIDCOAuthVerifyCertFiles") { Reason = ResourceServer },
        new("OIDCOAuthVerifySharedKeys") { Reason = ResourceServer },
        new("OIDCOAuthVerifyJwksUri") { Reason = ResourceServer },
        new("OIDCOAuthVerifyAudience") { Reason = ResourceServer },
        new("OIDCOAuthVerifyIssuer") { Reason = ResourceServer },
        new("OIDCOAuthDecryptSharedKeys") { Reason = ResourceServer },
        new("OIDCOAuthAcceptTokenAs") { Reason = ResourceServer },
        new("OIDCOAuthAccessTokenBindingPolicy") { Reason = TokenBinding },
    ];
}
