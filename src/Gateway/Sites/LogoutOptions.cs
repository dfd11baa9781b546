using System.Text.Json;

namespace Gateway.Sites;

/// <summary>The logout as it is written.</summary>
internal sealed class LogoutOptions : SectionOptions
{
    /// <summary>
    /// Whether a logout has the browser drop the pages of the site that it keeps (<c>Clear-Site-Data: "cache"</c>, by https only). Default:
    /// no, because browsers take their time over it. The module has nothing like it.
    /// </summary>
    public bool? ClearSiteCache { get; set; }

    /// <summary>
    /// Whether the OP may end sessions by a logout token at the vanity URL, <c>?logout=backchannel</c> (OpenID Connect Back-Channel Logout
    /// 1.0). Default: no. Finds sessions that began while this or <see cref="FrontChannel"/> was on. Replaces
    /// <c>OIDCProviderBackChannelLogoutSupported</c>.
    /// </summary>
    public bool? BackChannel { get; set; }

    /// <summary>
    /// Whether the OP's logout page may end sessions by <c>?logout=get</c> or <c>?logout=img</c> in a frame of it, with <c>iss</c> and
    /// <c>sid</c> or with the session cookie (OpenID Connect Front-Channel Logout 1.0). Default: no, and then such a call from another site
    /// ends nothing. The module does it always.
    /// </summary>
    public bool? FrontChannel { get; set; }

    /// <summary>
    /// Where a logout leads that names no page itself: a path of the site or a URL. Default: wherever the OP leads, or a page that says
    /// "Logged Out". Replaces <c>OIDCDefaultLoggedOutURL</c>.
    /// </summary>
    public string? LandingPage { get; set; }

    /// <summary>
    /// More parameters for the OP's end-session endpoint, name and value; none of those that Gateway sets. Default: none. Replaces
    /// <c>OIDCLogoutRequestParams</c>.
    /// </summary>
    public JsonElement? Parameters { get; set; }
}
