namespace Gateway.Sessions;

/// <summary>Which requests the session cookie goes along with, and how long: to the domain or this very host, below the path, until then or while the browser runs.</summary>
internal readonly record struct CookieReach(string? Domain, string Path, TimeSpan? Life)
{
    /// <summary>This host alone, all of it, while the browser runs.</summary>
    public static CookieReach OneHost => new(null, "/", null);
}
