using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The pages for refused members as they are written.</summary>
internal sealed class PageOptions : SectionOptions
{
    /// <summary>
    /// Whom the rule refuses sees this: a path of the upstream, a URL to go to, or a text (<c>file:</c> allowed). Default: our own page.
    /// Replaces <c>ErrorDocument 401</c> and <c>OIDCUnAutzAction</c>.
    /// </summary>
    public string? Unauthorized { get; set; }

    /// <summary><c>401</c> or <c>403</c>. Default: 401, as the module. Replaces the first word of <c>OIDCUnAutzAction</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? UnauthorizedStatus { get; set; }

    /// <summary>
    /// A file with exactly two <c>%s</c>, for message and description. Default: our own page. Replaces <c>OIDCHTMLErrorTemplate</c>.
    /// </summary>
    public string? ErrorTemplate { get; set; }
}
