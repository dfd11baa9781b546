using System.Text.Json;
using Gateway.Claims;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>Sessions for tests of this room: a full member who signed in at <see cref="Start"/> and may stay eight hours.</summary>
internal static class SessionSamples
{
    public static DateTimeOffset Start { get; } = new(2040, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public static Session Full { get; } = new()
    {
        User = "m0",
        Issuer = "https://op.example",
        CreatedAt = Start,
        EndsAt = Start.AddHours(8),
        IdToken = "eyJ.id-token-of-m0.sig",
        IdTokenClaims = Json("""{"sub":"m0","iss":"https://op.example"}"""),
        UserInfoClaims = Json("""{"sub":"m0","username":"m0","trial":0}"""),
        PreferredClaims = ClaimSource.IdToken,
        Tokens = new TokenSet { AccessToken = "access-token-of-m0", RefreshToken = "refresh-token-of-m0", IssuedAt = Start },
        ClaimsAt = Start,
    };

    /// <summary>Every optional member is set.</summary>
    public static Session Rich { get; } = Full with
    {
        UserInfoJwt = "eyJ.userinfo-of-m0.sig",
        ProviderCookies = "route=1",
        PreferredClaims = ClaimSource.UserInfo,
        Tokens = new TokenSet
        {
            AccessToken = "access",
            RefreshToken = "refresh",
            IssuedAt = Start.AddTicks(1),
            ExpiresAt = Start.AddTicks(2),
            PreviousAccessToken = "previous",
            PreviousUntil = Start.AddTicks(3),
        },
        ClaimsAt = Start.AddTicks(4),
        RefreshAttempt = new Attempt(Start.AddTicks(5), "hash of refresh", IsSecond: true),
        ClaimsAttempt = new Attempt(Start.AddTicks(6), "hash of access"),
        NextRefreshAt = Start.AddTicks(7),
        NextClaimsAt = Start.AddTicks(8),
        RecheckedAt = Start.AddTicks(9),
        RefreshRefused = true,
        RefreshMissingSince = Start.AddTicks(10),
        ClaimsMissingSince = Start.AddTicks(11),
    };

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
