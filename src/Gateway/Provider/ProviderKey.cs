using Microsoft.IdentityModel.Tokens;

namespace Gateway.Provider;

/// <summary>A key of the OP, and for which tokens it stands: by name and by algorithm, where its entry says so, and by what it is.</summary>
internal sealed record ProviderKey(string? Id, string? Algorithm, SecurityKey Key)
{
    /// <summary>The name is a hint: a token or an entry without one fits any.</summary>
    public bool Fits(string? kid, string algorithm) =>
        (kid is null || Id is null || Id == kid) && (Algorithm is null || Algorithm == algorithm) && IsOfKind(algorithm);

    // RFC 7518, 3.1: each ES algorithm has one curve.
    private bool IsOfKind(string algorithm) => Key switch
    {
        RsaSecurityKey => algorithm[0] is 'R' or 'P',
        ECDsaSecurityKey elliptic => elliptic.KeySize == algorithm switch { "ES256" => 256, "ES384" => 384, "ES512" => 521, _ => 0 },
        _ => false,
    };
}
