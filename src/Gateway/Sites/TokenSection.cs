namespace Gateway.Sites;

/// <summary>How tokens and claims are kept fresh.</summary>
internal static class TokenSection
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static TokenSettings Read(TokenOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.TokenOptions);
        return new TokenSettings(
            at["RefreshBeforeExpiry"].Duration(options.RefreshBeforeExpiry, TimeSpan.FromSeconds(60), TimeSpan.Zero, Longest),
            at["OnRefreshRefused"].Choice(options.OnRefreshRefused, ("Logout", RefusedRefresh.Logout), ("Keep", RefusedRefresh.Keep)),
            at["UserInfoRefreshInterval"].Duration(options.UserInfoRefreshInterval, TimeSpan.FromMinutes(10), TimeSpan.Zero, Longest),
            at["ProviderOutageGrace"].Duration(options.ProviderOutageGrace, TimeSpan.FromMinutes(15), TimeSpan.Zero, Longest));
    }
}
