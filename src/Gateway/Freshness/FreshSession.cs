using Gateway.Sessions;

namespace Gateway.Freshness;

/// <summary>How far the claims of a session may be relied on now.</summary>
internal enum ClaimAge
{
    /// <summary>Young enough, or within the grace of an outage.</summary>
    Good,

    /// <summary>Too old, and the OP has been unavailable for longer than <c>Tokens.ProviderOutageGrace</c>.</summary>
    OutageTooLong,

    /// <summary>Too old, and we have no way to ask: no refresh token, or the OP refused it. Only a new login helps.</summary>
    CannotAsk,
}

/// <summary>What became of a session when it was looked after: the session as it stands now, or its end.</summary>
internal readonly record struct FreshSession(LiveSession? Live, bool Degraded, ClaimAge ClaimAge)
{
    public static FreshSession Ended => default;
}
