namespace Gateway.Sites;

/// <summary>What the upstream gets to know of a member, as it is written.</summary>
internal sealed class IdentityOptions : SectionOptions
{
    /// <summary>
    /// The claim that names the member, as in <c>username</c>, <c>username@</c> or <c>email ^(.*)@</c>. Default: <c>username</c>. Replaces
    /// <c>OIDCRemoteUserClaim</c>.
    /// </summary>
    public string? RemoteUserClaim { get; set; }

    /// <summary>A request header that gets the user's name too. Default: none. Replaces <c>OIDCAuthNHeader</c>.</summary>
    public string? AuthNHeader { get; set; }

    /// <summary>
    /// <c>Both</c>, <c>Headers</c>, <c>Environment</c> or <c>None</c>: how claims and tokens are handed over, as request headers or in the
    /// environment of a script (FastCGI, assertion). The user's name always is. Default: <c>Both</c>. Replaces <c>OIDCPassClaimsAs</c>.
    /// </summary>
    public string? PassClaimsAs { get; set; }

    /// <summary>
    /// <c>Both</c>, <c>Hyphen</c>, <c>Underscore</c> or <c>None</c>: the spelling of the headers for an HTTP upstream. Default: <c>Both</c>.
    /// Apache has no such setting.
    /// </summary>
    public string? Headers { get; set; }

    /// <summary>
    /// <c>Utf8</c>, <c>Latin1</c> or <c>Base64Url</c>: the bytes in which claims and tokens arrive. Default: <c>Utf8</c>. Replaces the second
    /// word of <c>OIDCPassClaimsAs</c>, whose <c>none</c> is <c>Utf8</c>.
    /// </summary>
    public string? Encoding { get; set; }

    /// <summary>
    /// What stands before a claim's name; empty only beside <see cref="OnlyClaims"/>. Default: <c>OIDC_CLAIM_</c>. Replaces
    /// <c>OIDCClaimPrefix</c>.
    /// </summary>
    public string? ClaimPrefix { get; set; }

    /// <summary>What stands between the elements of a list. Default: <c>,</c>. Replaces <c>OIDCClaimDelimiter</c>.</summary>
    public string? ClaimDelimiter { get; set; }

    /// <summary>
    /// The only claims that rules and PHP know. The user's name may come from another. Default: all. Replaces <c>OIDCWhiteListedClaims</c>.
    /// </summary>
    public List<string>? OnlyClaims { get; set; }

    /// <summary>Claims that neither rules nor PHP know. Default: none. Replaces <c>OIDCBlackListedClaims</c>.</summary>
    public List<string>? DropClaims { get; set; }

    /// <summary>Whether the access token and its expiry are handed over. Default: yes. Replaces <c>OIDCPassAccessToken</c>.</summary>
    public bool? PassAccessToken { get; set; }

    /// <summary>Whether the refresh token is handed over too. Default: no. Replaces <c>OIDCPassRefreshToken</c>.</summary>
    public bool? PassRefreshToken { get; set; }

    /// <summary>
    /// Any of <c>Claims</c>, <c>Payload</c> (<c>OIDC_id_token_payload</c>) and <c>Serialized</c> (<c>OIDC_id_token</c>); an empty list for
    /// nothing. Default: <c>Claims</c>. Replaces <c>OIDCPassIDTokenAs</c>.
    /// </summary>
    public List<string>? PassIdTokenAs { get; set; }

    /// <summary>
    /// Any of <c>Claims</c>, <c>Json</c> (<c>OIDC_userinfo_json</c>) and <c>Jwt</c> (<c>OIDC_userinfo_jwt</c>: as it came, where it is signed);
    /// an empty list for nothing. Default: <c>Claims</c>. Replaces <c>OIDCPassUserInfoAs</c>.
    /// </summary>
    public List<string>? PassUserInfoAs { get; set; }

    /// <summary>
    /// Cookies of the browser's that a page which knows its member does not get. Default: none but Gateway's own. Replaces
    /// <c>OIDCStripCookies</c>.
    /// </summary>
    public List<string>? StripCookies { get; set; }

    /// <summary>
    /// Further request headers that are dropped as forgeries on every path, in every spelling that PHP folds onto the same name. Default:
    /// none beyond those that Gateway knows. Replaces <c>RequestHeader unset</c>.
    /// </summary>
    public List<string>? DropHeaders { get; set; }
}
