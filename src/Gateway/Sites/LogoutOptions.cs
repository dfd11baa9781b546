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
    /// Where a logout leads that names no page itself: a path of the site or a URL. Default: wherever the OP leads, or a page that says
    /// "Logged Out". Replaces <c>OIDCDefaultLoggedOutURL</c>.
    /// </summary>
    public string? LandingPage { get; set; }
}
