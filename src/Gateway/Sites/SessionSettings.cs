namespace Gateway.Sites;

/// <summary>How long a session lives, and its cookie.</summary>
internal sealed record SessionSettings(TimeSpan InactivityTimeout, TimeSpan MaxDuration, string CookieName, SameSiteMode SameSite);
