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
    /// <summary>Without the secret, wherever it may be printed.</summary>
    public override string ToString() => $"{ClientId} at {MetadataUrl}";
}
