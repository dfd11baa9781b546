namespace Gateway.Demo.Area;

/// <summary>
/// Who the member is, by the headers of this one request. The sample knows no other source: no cookie, no session, no call to
/// NATS.
/// </summary>
internal sealed record ReceivedIdentity(string? User, string? Username, string? Trial, string? Status, string? AccessToken)
{
    public static ReceivedIdentity Of(IHeaderDictionary headers) => new(
        Read(headers, "REMOTE_USER"),
        Read(headers, "OIDC_CLAIM_username"),
        Read(headers, "OIDC_CLAIM_trial"),
        Read(headers, "OIDC_CLAIM_status"),
        Read(headers, "OIDC_access_token"));

    // The form with hyphens counts first, as it is the one that reaches PHP through nginx.
    private static string? Read(IHeaderDictionary headers, string name) => headers
        .Where(header => PhpName.Key(header.Key) == PhpName.Key(name))
        .OrderBy(header => header.Key.Contains('_', StringComparison.Ordinal))
        .Select(header => header.Value.ToString())
        .FirstOrDefault();
}
