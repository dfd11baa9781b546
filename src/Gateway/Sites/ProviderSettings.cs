namespace Gateway.Sites;

/// <summary>The OP of a site.</summary>
internal sealed record ProviderSettings(
    Uri? MetadataUrl,
    string ClientId,
    string ClientSecret,
    string? Issuer,
    string? UserInfoSignedResponseAlg,
    bool AllowHttp,
    bool ValidateCertificate)
{
    /// <summary>Where the OP is, as it is configured: its document, or without one the page where a login begins.</summary>
    public Uri Address => MetadataUrl ?? Endpoints.Authorization ?? throw new InvalidOperationException("An OP without an address.");

    /// <summary>What stands in place of the document's addresses.</summary>
    public ProviderEndpoints Endpoints { get; init; } = ProviderEndpoints.None;

    /// <summary>A way of its own to the OP; null: straight on.</summary>
    public ProviderTransport? Transport { get; init; }

    public ClientAuthenticationMethod ClientAuthentication { get; init; }

    /// <summary>What is sent besides with token calls, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TokenParameters { get; init; } = [];

    /// <summary>How long document and keys are kept.</summary>
    public TimeSpan MetadataRefreshInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest wait for the document; null: the usual one.</summary>
    public TimeSpan? MetadataTimeout { get; init; }

    /// <summary>The longest wait for other calls, refreshes excepted; null: the usual one of each.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>All that an id token must be for; empty: the client id, among others.</summary>
    public IReadOnlyList<string> IdTokenAudiences { get; init; } = [];

    /// <summary>Keys of the OP that count beside its own set.</summary>
    public IReadOnlyList<VerificationKey> VerificationKeys { get; init; } = [];

    /// <summary>Userinfo gets the access token in a form.</summary>
    public bool UserInfoByForm { get; init; }

    /// <summary>The one algorithm of id tokens.</summary>
    public string IdTokenSignedResponseAlg { get; init; } = "RS256";

    /// <summary>How old an id token may be when it comes.</summary>
    public TimeSpan IdTokenIatSlack { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Signed userinfo must say who made it (<c>iss</c>) and for whom (<c>aud</c>).</summary>
    public bool RequireUserInfoAudience { get; init; }

    /// <summary>The browser's cookies that go along on calls for its session.</summary>
    public IReadOnlyList<string> PassCookies { get; init; } = [];

    /// <summary>Without the secret, wherever it may be printed.</summary>
    public override string ToString() => $"{ClientId} at {Address}";
}
