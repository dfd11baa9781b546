namespace Gateway.Claims;

/// <summary>Where a claim came from. The source that was obtained later counts.</summary>
internal enum ClaimSource
{
    IdToken,
    UserInfo,
}
