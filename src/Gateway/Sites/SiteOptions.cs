using System.Text.Json;

namespace Gateway.Sites;

/// <summary>One site as it is written.</summary>
internal sealed class SiteOptions : SectionOptions
{
    /// <summary>Required: scheme and host of every address of the site. Replaces <c>ServerName</c> and <c>ServerAlias</c>.</summary>
    public List<string>? Origins { get; set; }

    /// <summary>The site's TLS certificate, for the https addresses of <c>Listen</c>. Default: none; a server in front speaks TLS.</summary>
    public CertificateOptions? Certificate { get; set; }

    /// <summary>
    /// Whose forwarded headers count on this site. Default: those of the whole file. Replaces <c>OIDCXForwardedHeaders</c>.
    /// </summary>
    public List<string>? TrustedProxies { get; set; }

    /// <summary>Required: the vanity URL, a path on every origin or one absolute URL. Replaces <c>OIDCRedirectURI</c>.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>Required: one passphrase or a list; the first seals, all open. Replaces <c>OIDCCryptoPassphrase</c>.</summary>
    public JsonElement? Passphrase { get; set; }

    /// <summary>Required: who signs members in.</summary>
    public ProviderOptions? Provider { get; set; }

    /// <summary>
    /// A secret that Gateway shares with the web server of <see cref="Upstream"/>: with it each request is signed, and names by its exact
    /// variables who is signed in. At least 32 characters. Default: none; then nothing tells the web server that a request is Gateway's.
    /// Apache has no such setting.
    /// </summary>
    public string? UpstreamSecret { get; set; }

    /// <summary>
    /// <c>Assertion</c> (for <c>gateway-prepend.php</c>), <c>Secret</c> (for what <c>gateway upstream-config</c> writes) or <c>Both</c>: by
    /// what requests show that they are Gateway's. Default: <c>Both</c>. Apache has no such setting.
    /// </summary>
    public string? UpstreamProof { get; set; }

    /// <summary>
    /// Required: where the members area runs, scheme, host and port (replaces <c>ProxyPass</c>), or a FastCGI application
    /// (<see cref="FastCgiOptions"/>).
    /// </summary>
    public JsonElement? Upstream { get; set; }

    /// <summary>
    /// Required, with <c>"/"</c>: path → rule. Replaces <c>&lt;Location&gt;</c>, <c>&lt;Directory&gt;</c>, <c>&lt;Files&gt;</c> and the
    /// <c>Require</c> lines in them.
    /// </summary>
    public JsonElement? Paths { get; set; }

    /// <summary>What a refused member sees.</summary>
    public PageOptions? Pages { get; set; }

    /// <summary>How a login is asked for.</summary>
    public LoginOptions? Login { get; set; }

    /// <summary>How long a session lives, and its cookie.</summary>
    public SessionOptions? Session { get; set; }

    /// <summary>How tokens and claims are kept fresh.</summary>
    public TokenOptions? Tokens { get; set; }

    /// <summary>What the upstream gets to know of a member.</summary>
    public IdentityOptions? Identity { get; set; }

    /// <summary>What becomes of the upstream's <c>Cache-Control</c>.</summary>
    public CacheControlOptions? CacheControl { get; set; }

    /// <summary><c>Utf8</c> or <c>Latin1</c>: what escapes in a path mean. Default: <c>Utf8</c>. Apache has no such setting.</summary>
    public string? PathEncoding { get; set; }

    /// <summary>How long the upstream may take.</summary>
    public TimeoutOptions? Timeouts { get; set; }

    /// <summary>How much a browser may send.</summary>
    public LimitOptions? Limits { get; set; }

    /// <summary>
    /// Other sites whose pages may open a WebSocket here, each as scheme and host. Default: none, only pages of <see cref="Origins"/> may.
    /// Replaces <c>RewriteCond %{HTTP:Origin}</c>.
    /// </summary>
    public List<string>? WebSocketOrigins { get; set; }

    /// <summary>
    /// <c>Off</c>, <c>Generate</c> or <c>Propagate</c>: whether calls to the OP, and requests to the upstream, carry a <c>traceparent</c> header
    /// (W3C Trace Context): none but what the browser sent to the upstream; one of their own for each request; or that which the request
    /// brought. Default: <c>Off</c>. Replaces <c>OIDCTraceParent</c>.
    /// </summary>
    public string? TraceParent { get; set; }

    /// <summary>What <c>?info=json</c> may tell. Default: nothing, which answers 404. Replaces <c>OIDCInfoHook</c>.</summary>
    public List<string>? Info { get; set; }

    /// <summary>
    /// Regular expressions for whole URLs outside the site to which logout and refresh may lead. Default: none. Replaces
    /// <c>OIDCRedirectURLsAllowed</c>.
    /// </summary>
    public List<string>? ReturnUrls { get; set; }

    /// <summary>What a logout does besides ending the session.</summary>
    public LogoutOptions? Logout { get; set; }
}
