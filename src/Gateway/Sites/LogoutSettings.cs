namespace Gateway.Sites;

/// <summary>What a logout does besides ending the session.</summary>
/// <param name="LandingPage">A path or an absolute URL, ready to be sent; null: none.</param>
internal sealed record LogoutSettings(bool ClearSiteCache, string? LandingPage);
