using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The OP as it is written.</summary>
internal sealed class ProviderOptions : SectionOptions
{
    /// <summary>
    /// Required, unless <see cref="Issuer"/> and <see cref="Endpoints"/> say all that would stand in it: the discovery document. Replaces
    /// <c>OIDCProviderMetadataURL</c>.
    /// </summary>
    public string? MetadataUrl { get; set; }

    /// <summary>Required; with NATS one site id or several, <c>1,2,3</c>. Replaces <c>OIDCClientID</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Required, unless <see cref="ClientAuthentication"/> needs none. Replaces <c>OIDCClientSecret</c>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// How we show who calls the token and revocation endpoints: <c>client_secret_basic</c>, <c>client_secret_post</c>, <c>client_secret_jwt</c>,
    /// <c>none</c>, or with <see cref="ClientCertificate"/> <c>tls_client_auth</c> or <c>self_signed_tls_client_auth</c>. Default:
    /// <c>client_secret_basic</c>. Replaces <c>OIDCProviderTokenEndpointAuth</c>.
    /// </summary>
    public string? ClientAuthentication { get; set; }

    /// <summary>The certificate that calls to the OP show where it asks for one. Default: none.</summary>
    public ClientCertificateOptions? ClientCertificate { get; set; }

    /// <summary>
    /// More form fields of every token call, for a code or a refresh, name and value; none of those that Gateway sets. Default: none. Replaces
    /// <c>OIDCProviderTokenEndpointParams</c>.
    /// </summary>
    public JsonElement? TokenParameters { get; set; }

    /// <summary>Addresses in place of those in the discovery document. Default: none.</summary>
    public ProviderEndpointOptions? Endpoints { get; set; }

    /// <summary>
    /// How long discovery document and keys are kept before they are read again, behind the members' backs; a key that is not known is looked
    /// for at once. 30 seconds to 365 days. Default: 1 hour. Replaces <c>OIDCProviderMetadataRefreshInterval</c> and
    /// <c>OIDCJWKSRefreshInterval</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? MetadataRefreshInterval { get; set; }

    /// <summary>
    /// The longest wait for the discovery document, 1 to 60 seconds. Default: 5 seconds. Replaces <c>OIDCHTTPTimeoutShort</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? MetadataTimeout { get; set; }

    /// <summary>
    /// The longest wait for any other call, 1 to 60 seconds, but a refresh: that has always 60 seconds, since its answer may carry the only
    /// valid refresh token. Default: 10 seconds for a login and a revocation, 5 for userinfo and keys. Replaces <c>OIDCHTTPTimeoutLong</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? CallTimeout { get; set; }

    /// <summary>The proxy by which the OP is reached. Default: none.</summary>
    public ProviderProxyOptions? Proxy { get; set; }

    /// <summary>
    /// A PEM file with those who alone may vouch for the OP's TLS certificate. Default: whom the machine trusts. Replaces
    /// <c>OIDCCABundlePath</c>.
    /// </summary>
    public string? CertificateAuthorities { get; set; }

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

    /// <summary>
    /// The audiences that an id token must name, all of them and no other; a token with a single one may name any of them. Default: the
    /// client id, among others. Replaces <c>OIDCIDTokenAudValues</c>.
    /// </summary>
    public List<string>? IdTokenAudiences { get; set; }

    /// <summary>
    /// Files with keys of the OP in PEM, certificates or public keys, each behind its id where that is known: <c>key-1#nats.pem</c>. They count
    /// beside those of the OP's own set, which win where the id is the same, and in its place where nothing says where that is. Default: none.
    /// Replaces <c>OIDCProviderVerifyCertFiles</c>.
    /// </summary>
    public List<string>? VerificationKeys { get; set; }

    /// <summary>
    /// <c>authz_header</c> or <c>post_param</c>: whether userinfo gets the access token as a header or in a form. Default:
    /// <c>authz_header</c>. Replaces <c>OIDCUserInfoTokenMethod</c>.
    /// </summary>
    public string? UserInfoTokenMethod { get; set; }

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
