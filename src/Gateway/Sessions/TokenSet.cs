namespace Gateway.Sessions;

/// <summary>The tokens of a session as the OP last gave them, and for a minute the access token before.</summary>
internal sealed record TokenSet
{
    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null when the OP named no lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? PreviousAccessToken { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    // A record prints its members; these must not reach a log line.
    public override string ToString() => nameof(TokenSet);
}
