namespace Gateway.Sites;

/// <summary>The OP of a site.</summary>
internal sealed record ProviderSettings(
    Uri MetadataUrl,
    string ClientId,
    string ClientSecret,
    string? Issuer,
    string? UserInfoSignedResponseAlg,
    bool AllowHttp,
    bool ValidateCertificate)
{
    /// <summary>The one algorithm of id tokens.</summary>
    public string IdTokenSignedResponseAlg { get; init; } = "RS256";

    /// <summary>How old an id token may be when it comes.</summary>
    public TimeSpan IdTokenIatSlack { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Signed userinfo must say who made it (<c>iss</c>) and for whom (<c>aud</c>).</summary>
    public bool RequireUserInfoAudience { get; init; }

    /// <summary>The browser's cookies that go along on calls for its session.</summary>
    public IReadOnlyList<string> PassCookies { get; init; } = [];

    /// <summary>Without the secret, wherever it may be printed.</summary>
    public override string ToString() => $"{ClientId} at {MetadataUrl}";
}
