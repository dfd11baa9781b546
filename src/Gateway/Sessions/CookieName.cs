namespace Gateway.Sessions;

/// <summary>The name of a cookie of ours on an origin: over TLS with the prefix that keeps neighbouring sites from setting it.</summary>
internal static class CookieName
{
    public static string On(bool https, string name) => https ? "__Host-" + name : name;
}
