namespace Gateway.Sites;

/// <summary>How tokens and claims are kept fresh.</summary>
/// <param name="UserInfoRefreshInterval">Zero: never.</param>
internal sealed record TokenSettings(
    TimeSpan RefreshBeforeExpiry,
    RefusedRefresh OnRefreshRefused,
    TimeSpan UserInfoRefreshInterval,
    TimeSpan ProviderOutageGrace);

/// <summary>What a refresh that the OP refused means for the session.</summary>
internal enum RefusedRefresh
{
    Logout,
    Keep,
}
