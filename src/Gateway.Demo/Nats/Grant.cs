namespace Gateway.Demo.Nats;

/// <summary>What a code stands for until it is redeemed.</summary>
internal sealed record AuthorizedCode
{
    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    public required NatsMember Member { get; init; }

    public required DateTimeOffset AuthTime { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public string? Nonce { get; init; }

    public string? Challenge { get; init; }
}

/// <summary>A member's consent to one client, from the code on: every token of it dies with it.</summary>
internal sealed class Grant(AuthorizedCode code)
{
    public string ClientId => code.ClientId;

    public NatsMember Member => code.Member;

    public DateTimeOffset AuthTime => code.AuthTime;

    public string? Nonce => code.Nonce;
}

/// <summary>How tokens are issued at this moment, by the switches.</summary>
internal sealed record TokenTerms(TimeSpan AccessTokenLifetime, bool WithRefreshToken, bool Rotate);

/// <summary>The tokens of one answer.</summary>
internal sealed record IssuedTokens(Grant Grant, string AccessToken, string? RefreshToken, TimeSpan Lifetime);
