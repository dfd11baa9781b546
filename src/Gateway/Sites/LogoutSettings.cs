namespace Gateway.Sites;

/// <summary>What a logout does besides ending the session.</summary>
/// <param name="LandingPage">A path or an absolute URL, ready to be sent; null: none.</param>
internal sealed record LogoutSettings(bool ClearSiteCache, string? LandingPage)
{
    /// <summary>The OP may end sessions, server to server.</summary>
    public bool BackChannel { get; init; }

    /// <summary>The OP's logout page may end sessions, by the browser.</summary>
    public bool FrontChannel { get; init; }

    /// <summary>What the OP's end-session endpoint gets besides, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Sessions are noted under what the OP calls them.</summary>
    public bool ByProvider => BackChannel || FrontChannel;
}
