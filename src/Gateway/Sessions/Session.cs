using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Sessions;

/// <summary>
/// Everything we know about a member who is signed in: who, since when and until when, the claims with their sources, the tokens,
/// and what is under way to keep both fresh. Immutable; a change is a copy that the store takes or refuses.
/// </summary>
internal sealed record Session
{
    private ClaimSet? _claims;

    public required string User { get; init; }

    public required string Issuer { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The maximum duration. Nothing moves it.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required string IdToken { get; init; }

    // The claim set is built from these three. A copy made by "with" starts with the old one's, so each of them drops it.
    public required JsonElement IdTokenClaims { get; init { field = value; _claims = null; } }

    public required JsonElement UserInfoClaims { get; init { field = value; _claims = null; } }

    /// <summary>Userinfo as it came, where the OP signs it and the site hands it on.</summary>
    public string? UserInfoJwt { get; init; }

    /// <summary>The browser's cookies that go along on calls to the OP, as one line; null: none.</summary>
    public string? ProviderCookies { get; init; }

    public required ClaimSource PreferredClaims { get; init { field = value; _claims = null; } }

    public required TokenSet Tokens { get; init; }

    /// <summary>When the OP last confirmed the claims.</summary>
    public required DateTimeOffset ClaimsAt { get; init; }

    public Attempt? RefreshAttempt { get; init; }

    public Attempt? ClaimsAttempt { get; init; }

    /// <summary>Not before this time, after a call that got no answer.</summary>
    public DateTimeOffset? NextRefreshAt { get; init; }

    public DateTimeOffset? NextClaimsAt { get; init; }

    /// <summary>The last re-check that a denial by a claim rule caused.</summary>
    public DateTimeOffset? RecheckedAt { get; init; }

    /// <summary>The OP refused the refresh token, and the site keeps such sessions.</summary>
    public bool RefreshRefused { get; init; }

    /// <summary>Since when a refresh was due and got no answer: the outage's grace counts from here and is never re-armed.</summary>
    public DateTimeOffset? RefreshMissingSince { get; init; }

    public DateTimeOffset? ClaimsMissingSince { get; init; }

    /// <summary>The claims that a site takes.</summary>
    public ClaimSet Claims(ClaimFilter filter) =>
        _claims is { } made && made.Filter == filter ? made : _claims = new ClaimSet(IdTokenClaims, UserInfoClaims, PreferredClaims, filter);

    // A record prints its members; tokens and claims must not reach a log line.
    public override string ToString() => nameof(Session);
}
