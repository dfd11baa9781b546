namespace Gateway.Sites;

/// <summary>The OP as it is written.</summary>
internal sealed class ProviderOptions : SectionOptions
{
    /// <summary>Required: the discovery document. Replaces <c>OIDCProviderMetadataURL</c>.</summary>
    public string? MetadataUrl { get; set; }

    /// <summary>Required; with NATS one site id or several, <c>1,2,3</c>. Replaces <c>OIDCClientID</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Required. Replaces <c>OIDCClientSecret</c>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// The algorithm that id tokens must be signed with, never <c>none</c> or one with a shared secret. Default: <c>RS256</c>. Replaces
    /// <c>OIDCIDTokenSignedResponseAlg</c>.
    /// </summary>
    public string? IdTokenSignedResponseAlg { get; set; }

    /// <summary>
    /// How long ago an id token may have been issued (<c>iat</c>), 10 seconds to 1 hour; two minutes ahead are always allowed. Default: 10 minutes.
    /// Replaces <c>OIDCIDTokenIatSlack</c>.
    /// </summary>
    public string? IdTokenIatSlack { get; set; }

    /// <summary>
    /// The algorithm that userinfo must be signed with, such as <c>RS256</c>. Default: plain JSON. Replaces
    /// <c>OIDCUserInfoSignedResponseAlg</c>.
    /// </summary>
    public string? UserInfoSignedResponseAlg { get; set; }

    /// <summary>
    /// Whether signed userinfo without <c>iss</c> or <c>aud</c> is refused. Default: no, it is taken with a warning. The module never
    /// looked.
    /// </summary>
    public bool? RequireUserInfoAudience { get; set; }

    /// <summary>The issuer. Default: what the discovery document says. Replaces <c>OIDCProviderIssuer</c>.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Cookies of the browser's that go along on calls to the OP for its session, as a balancer before the OP may want: those that the browser
    /// had at its login. Default: none. Replaces <c>OIDCPassCookies</c>.
    /// </summary>
    public List<string>? PassCookies { get; set; }

    /// <summary>Whether plain http to the OP is allowed beyond loopback. Default: no. The module only warned.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>Whether the OP's TLS certificate is verified. Default: yes. Replaces <c>OIDCSSLValidateServer</c>.</summary>
    public bool? ValidateCertificate { get; set; }
}
