using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>The session as it is written.</summary>
internal sealed class SessionOptions : SectionOptions
{
    /// <summary>
    /// A session ends after so long without a request, 10 s to 365 days. Default: 30m. Replaces <c>OIDCSessionInactivityTimeout</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? InactivityTimeout { get; set; }

    /// <summary>
    /// A session ends so long after the login, whatever happens, 15 s to 365 days. Default: 8h. Replaces
    /// <c>OIDCSessionMaxDuration</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? MaxDuration { get; set; }

    /// <summary>The cookie that names the session.</summary>
    public SessionCookieOptions? Cookie { get; set; }
}
