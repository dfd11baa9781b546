using System.Security.Claims;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.SignIn;

/// <summary>An id token failed a check of ours; the reason is a code, never the token.</summary>
internal sealed class IdTokenRefusedException(string reason) : SecurityTokenException("The id token was refused: " + reason)
{
    public string Reason { get; } = reason;
}

/// <summary>Puts our verifier where the framework's handler would accept <c>alg: none</c> in the code flow.</summary>
internal sealed class IdTokenHandler(TokenVerifier verifier, ProviderSettings settings) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var verified = await verifier.VerifyIdTokenAsync(settings, token, CancellationToken.None);
        if (verified.Refusal is { } reason) return new TokenValidationResult { IsValid = false, Exception = new IdTokenRefusedException(reason) };

        return new TokenValidationResult { IsValid = true, SecurityToken = new JsonWebToken(token), ClaimsIdentity = new ClaimsIdentity("openid-connect") };
    }
}
