namespace Gateway.Sites;

/// <summary>What the upstream gets to know, as it is written.</summary>
internal sealed class IdentityOptions : SectionOptions
{
    /// <summary>
    /// The claim that names the member, as in <c>username</c>, <c>username@</c> or <c>email ^(.*)@</c>. Default: <c>username</c>. Replaces
    /// <c>OIDCRemoteUserClaim</c>.
    /// </summary>
    public string? RemoteUserClaim { get; set; }

    /// <summary>
    /// <c>Both</c>, <c>Hyphen</c>, <c>Underscore</c> or <c>None</c>: the spelling of the headers. Default: <c>Both</c>. Replaces
    /// <c>OIDCPassClaimsAs</c>, as far as headers go.
    /// </summary>
    public string? Headers { get; set; }

    /// <summary>Whether the refresh token is handed over too. Default: no. Replaces <c>OIDCPassRefreshToken</c>.</summary>
    public bool? PassRefreshToken { get; set; }

    /// <summary>
    /// Further request headers that are dropped as forgeries on every path, in every spelling that PHP folds onto the same name. Default:
    /// none beyond those that Gateway knows. Replaces <c>RequestHeader unset</c>.
    /// </summary>
    public List<string>? DropHeaders { get; set; }
}
