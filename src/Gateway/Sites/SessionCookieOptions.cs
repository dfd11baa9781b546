namespace Gateway.Sites;

/// <summary>The session cookie as it is written.</summary>
internal sealed class SessionCookieOptions : SectionOptions
{
    /// <summary>
    /// Its name, without <c>__Host-</c>, which is put in front on https (<c>__Secure-</c> beside <see cref="Domain"/> or <see cref="Path"/>). Default: <c>gateway</c>. Replaces <c>OIDCCookie</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// The domain of all addresses of a site that has several, <c>example.com</c>: then a login on one of them is a login on all. Every other
    /// host below that domain gets the cookie too, so what runs there must be trusted. Default: each address has a cookie of its own, which
    /// nobody else gets. Replaces <c>OIDCCookieDomain</c>.
    /// </summary>
    public string? Domain { get; set; }

    /// <summary>
    /// The part of the site that the cookie is sent to, <c>/members</c>; the vanity URL must lie in it. Any but <c>/</c> costs the prefix
    /// <c>__Host-</c>, by which no other host can set a cookie of that name. Default: <c>/</c>. Replaces <c>OIDCCookiePath</c>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// Whether the browser keeps the cookie when it is closed, as long as a session may last. Default: no. Replaces <c>OIDCSessionType</c>
    /// <c>server-cache:persistent</c>.
    /// </summary>
    public bool? Persistent { get; set; }

    /// <summary><c>Lax</c>, <c>Strict</c> or <c>None</c> (https only). Default: <c>Lax</c>. Replaces <c>OIDCCookieSameSite</c>.</summary>
    public string? SameSite { get; set; }
}
