using System.Text.Json.Serialization;

namespace Gateway.Sites;

/// <summary>Tokens and fresh claims as they are written.</summary>
internal sealed class TokenOptions : SectionOptions
{
    /// <summary>
    /// The access token is refreshed when so much of its life is left. Default: 60s. Replaces <c>OIDCRefreshAccessTokenBeforeExpiry</c>.
    /// </summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? RefreshBeforeExpiry { get; set; }

    /// <summary>
    /// <c>Logout</c> or <c>Keep</c>: what a refusal of the refresh means for the session. Default: <c>Logout</c>. Replaces
    /// <c>logout_on_error</c> of <c>OIDCRefreshAccessTokenBeforeExpiry</c>.
    /// </summary>
    public string? OnRefreshRefused { get; set; }

    /// <summary>Userinfo is asked again after so long; 0: never. Default: 10m. Replaces <c>OIDCUserInfoRefreshInterval</c>.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? UserInfoRefreshInterval { get; set; }

    /// <summary>Members stay signed in for so long while the OP does not answer. Default: 15m. The module has no such setting.</summary>
    [JsonConverter(typeof(AmountConverter))]
    public string? ProviderOutageGrace { get; set; }
}
