using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Provider;

/// <summary>What a logout token must say besides what every token says (Back-Channel Logout 1.0, 2.4), and what of it counts.</summary>
/// <param name="Subject">The <c>sub</c>, or null; one of the two is there.</param>
/// <param name="SignIn">The <c>sid</c>, or null.</param>
/// <param name="Id">The <c>jti</c>: a token serves once.</param>
internal sealed record LogoutToken(string Issuer, string? Subject, string? SignIn, string Id, DateTimeOffset Issued)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestName = 255;

    /// <summary>Of claims that were verified.</summary>
    public static LogoutToken Of(JsonElement claims) => new(
        claims.TextOf("iss")!, claims.TextOf("sub"), claims.TextOf("sid"), claims.TextOf("jti")!, TokenTimes.IssueOf(claims));

    public static string? FaultOf(JsonElement claims)
    {
        if (!claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object) return "token_event";
        if (claims.TryGetProperty("nonce", out _)) return "token_nonce";
        if (claims.TextOf("jti") is not { Length: > 0 and <= LongestName }) return "token_jti";
        if (claims.TryGetProperty("sid", out _) && claims.TextOf("sid") is not { Length: > 0 and <= LongestName }) return "token_subject";
        return claims.TryGetProperty("sub", out _) || claims.TryGetProperty("sid", out _) ? null : "token_subject";
    }
}
