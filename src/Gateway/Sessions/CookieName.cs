namespace Gateway.Sessions;

/// <summary>
/// The name of a cookie of ours on an origin: over TLS with the prefix that keeps neighbouring sites from setting it, or, where it is theirs too
/// or not for the whole host, the one that at least keeps plain http from it.
/// </summary>
internal static class CookieName
{
    public static string On(bool https, string name) => https ? "__Host-" + name : name;

    public static string On(bool https, string name, CookieReach reach) => https && (reach.Domain is not null || reach.Path != "/") ? Shared(name) : On(https, name);

    /// <summary>Over TLS, where the cookie is not this host's alone.</summary>
    public static string Shared(string name) => "__Secure-" + name;
}
