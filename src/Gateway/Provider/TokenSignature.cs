using Microsoft.IdentityModel.Tokens;

namespace Gateway.Provider;

/// <summary>
/// Does one of the OP's keys verify this token? The framework's own reader is not asked: it also reads the claims, and gives up at some
/// that are signed well.
/// </summary>
internal static class TokenSignature
{
    private const int MostKeysTried = 8;

    /// <summary>Null when a key verifies it; else the fault: none fits, or none of those that fit verifies.</summary>
    public static string? FaultOf(TokenForm token, string algorithm, IReadOnlyList<ProviderKey> keys)
    {
        var fitting = keys.Where(key => key.Fits(token.KeyId, algorithm)).Take(MostKeysTried).ToArray();
        if (fitting.Length == 0) return "token_key_unknown";
        return token.Signature.Length > 0 && fitting.Any(key => Verifies(key.Key, algorithm, token)) ? null : "token_signature";
    }

    private static bool Verifies(SecurityKey key, string algorithm, TokenForm token)
    {
        var signatures = key.CryptoProviderFactory.CreateForVerifying(key, algorithm);
        try
        {
            return signatures.Verify(token.Signed, token.Signature);
        }
        finally
        {
            key.CryptoProviderFactory.ReleaseSignatureProvider(signatures);
        }
    }
}
