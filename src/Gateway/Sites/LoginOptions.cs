using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The login as it is written.</summary>
internal sealed class LoginOptions : SectionOptions
{
    /// <summary>How long a member may take at the OP, 1 s to 30 days. Default: 5m. Replaces <c>OIDCStateTimeout</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? StateTimeout { get; set; }

    /// <summary>Whether PKCE (S256) is used. Default: yes. Replaces <c>OIDCPKCEMethod</c>.</summary>
    public bool? Pkce { get; set; }

    /// <summary>The scopes to ask for, <c>openid</c> among them. Default: <c>openid</c>. Replaces <c>OIDCScope</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>
    /// Whether the OP is told to ask for the password at the first login after a logout. Default: no. The module has nothing like it
    /// but <c>OIDCAuthRequestParams prompt=login</c>.
    /// </summary>
    public bool? PromptAfterLogout { get; set; }

    /// <summary>
    /// <c>GET</c>, by a redirect, or <c>POST</c>, by a form that sends itself: how the browser is sent to the OP. Default: <c>GET</c>. Replaces
    /// <c>OIDCProviderAuthRequestMethod</c>; its <c>PAR</c> is not offered.
    /// </summary>
    public string? RequestMethod { get; set; }

    /// <summary>
    /// Where a browser is sent whose answer of the OP belongs to no login of it, a path that is open to all or a URL. Default: an error page.
    /// Replaces <c>OIDCDefaultURL</c>.
    /// </summary>
    public string? DefaultPage { get; set; }

    /// <summary>
    /// How the OP's answer comes back: <c>query</c>, in the address, or <c>form_post</c>, as a form that the browser posts (https only, for
    /// the login's cookie must then come along from the OP's page). Default: <c>query</c>. Replaces <c>OIDCResponseMode</c>; its
    /// <c>fragment</c> belongs to flows that are not offered.
    /// </summary>
    public string? ResponseMode { get; set; }

    /// <summary>
    /// More parameters for every authorization request, name and value; none of those that Gateway sets. Default: none. Replaces
    /// <c>OIDCAuthRequestParams</c>, but for its <c>#</c>: nothing of a request is passed on.
    /// </summary>
    public JsonElement? Parameters { get; set; }
}
