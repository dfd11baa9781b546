namespace Gateway.Demo.Nats;

/// <summary>A relying party as NATS knows it: the id is one site id or a comma list of them, taken as one string.</summary>
internal sealed record NatsClient(string Id, string Secret)
{
    /// <summary>Compared character by character.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Compared character by character.</summary>
    public IReadOnlyList<string> PostLogoutUris { get; init; } = [];

    /// <summary>Origins (`http://localhost:8080`) of which any page may be returned to after an end-session.</summary>
    public IReadOnlyList<string> PostLogoutOrigins { get; init; } = [];

    /// <summary>Userinfo as an RS256 JWT, or as plain JSON.</summary>
    public bool SignedUserInfo { get; init; } = true;

    public bool MayReturnTo(string uri) =>
        PostLogoutUris.Contains(uri, StringComparer.Ordinal)
        || (Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            && parsed.UserInfo.Length == 0
            && PostLogoutOrigins.Contains(parsed.GetLeftPart(UriPartial.Authority), StringComparer.Ordinal));
}
