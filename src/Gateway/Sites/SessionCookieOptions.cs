namespace Gateway.Sites;

/// <summary>The session cookie as it is written.</summary>
internal sealed class SessionCookieOptions : SectionOptions
{
    /// <summary>
    /// Its name, without <c>__Host-</c>, which is put in front on https. Default: <c>gateway</c>. Replaces <c>OIDCCookie</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary><c>Lax</c>, <c>Strict</c> or <c>None</c> (https only). Default: <c>Lax</c>. Replaces <c>OIDCCookieSameSite</c>.</summary>
    public string? SameSite { get; set; }
}
