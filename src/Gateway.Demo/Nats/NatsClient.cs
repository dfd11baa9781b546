namespace Gateway.Demo.Nats;

/// <summary>A relying party as NATS knows it: the id is one site id or a comma list of them, taken as one string.</summary>
internal sealed record NatsClient(string Id, string Secret)
{
    /// <summary>How it shows who calls, and in no other way: <c>client_secret_basic</c>, <c>client_secret_post</c>, <c>client_secret_jwt</c> or <c>none</c>.</summary>
    public string Authentication { get; init; } = "client_secret_basic";

    /// <summary>Compared character by character.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Compared character by character.</summary>
    public IReadOnlyList<string> PostLogoutUris { get; init; } = [];

    /// <summary>Origins (`http://localhost:8080`) of which any page may be returned to after an end-session.</summary>
    public IReadOnlyList<string> PostLogoutOrigins { get; init; } = [];

    /// <summary>Userinfo as an RS256 JWT, or as plain JSON.</summary>
    public bool SignedUserInfo { get; init; } = true;

    /// <summary>Userinfo takes the access token from a form (RFC 6750, 2.2), or from the header.</summary>
    public bool TokenInForm { get; init; }

    public bool MayReturnTo(string uri) =>
        PostLogoutUris.Contains(uri, StringComparer.Ordinal)
        || (Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            && parsed.UserInfo.Length == 0
            && PostLogoutOrigins.Contains(parsed.GetLeftPart(UriPartial.Authority), StringComparer.Ordinal));
}
