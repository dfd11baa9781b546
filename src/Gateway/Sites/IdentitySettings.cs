using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>What the upstream gets to know of a member, and by which names.</summary>
internal sealed record IdentitySettings
{
    public required RemoteUserRule RemoteUser { get; init; }

    /// <summary>A request header that gets the user's name too; null: none.</summary>
    public required string? UserHeader { get; init; }

    public required IdentityChannels Channels { get; init; }

    public required IdentityHeaders Headers { get; init; }

    /// <summary>Stands before a claim's name.</summary>
    public required string ClaimPrefix { get; init; }

    /// <summary>Stands between the elements of a list.</summary>
    public required string ClaimDelimiter { get; init; }

    public required ValueEncoding Encoding { get; init; }

    /// <summary>The claims that are known at all, to rules and to PHP.</summary>
    public required ClaimFilter Claims { get; init; }

    public required bool PassAccessToken { get; init; }

    public required bool PassRefreshToken { get; init; }

    public required PassedIdToken IdToken { get; init; }

    public required PassedUserInfo UserInfo { get; init; }

    /// <summary>Cookies of the browser's that a page which knows its member does not get.</summary>
    public required IReadOnlyList<string> StripCookies { get; init; }

    /// <summary>What of the browser's is a forgery here.</summary>
    public required ForgedHeaders Forged { get; init; }

    /// <summary>Whose claims become variables.</summary>
    public ClaimSources ClaimSources =>
        (IdToken.AsClaims ? ClaimSources.IdToken : ClaimSources.None) | (UserInfo.AsClaims ? ClaimSources.UserInfo : ClaimSources.None);

    /// <summary>Whether claims that travel as headers reach a script: with an underscore in the name none does, as under Apache.</summary>
    public required bool HeadersReachScripts { get; init; }
}

/// <summary>How claims and tokens reach PHP: in the environment of a script or an assertion, as request headers, or not at all.</summary>
[Flags]
internal enum IdentityChannels
{
    None = 0,
    Headers = 1,
    Environment = 2,
    Both = Headers | Environment,
}

/// <summary>How the names of identity headers are spelled: PHP reads both as the same name, Apache and nginx drop underscores.</summary>
[Flags]
internal enum IdentityHeaders
{
    None = 0,
    Hyphen = 1,
    Underscore = 2,
    Both = Hyphen | Underscore,
}

/// <summary>What of the id token is handed over, besides the tokens that go with it.</summary>
internal readonly record struct PassedIdToken(bool AsClaims, bool AsPayload, bool AsItStands);

/// <summary>What of userinfo is handed over.</summary>
internal readonly record struct PassedUserInfo(bool AsClaims, bool AsJson, bool AsItCame);
