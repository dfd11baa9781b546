namespace Gateway.Sites;

/// <summary>Addresses of the OP that the owner has written, in place of those in its document; null: the document's.</summary>
internal sealed record ProviderEndpoints
{
    /// <summary>None is written.</summary>
    public static ProviderEndpoints None { get; } = new();

    public Uri? Authorization { get; init; }

    public Uri? Token { get; init; }

    public Uri? Jwks { get; init; }

    public ChosenEndpoint? UserInfo { get; init; }

    public ChosenEndpoint? EndSession { get; init; }

    public ChosenEndpoint? Revocation { get; init; }
}

/// <summary>An address that the owner has chosen; null: it is never to be called, whatever the document says.</summary>
internal readonly record struct ChosenEndpoint(Uri? Address);
