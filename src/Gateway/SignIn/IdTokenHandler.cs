using System.Security.Claims;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.SignIn;

/// <summary>Puts our verifier where the framework's handler would accept <c>alg: none</c> in the code flow.</summary>
internal sealed class IdTokenHandler(TokenVerifier verifier, ProviderSettings settings) : JsonWebTokenHandler
{
    // The framework wants a token of its own kind; its reader gives up at some claims that are right (`exp: 1e300`), and nobody asks it.
    private const string Empty = "eyJhbGciOiJub25lIn0.e30.";

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var verified = await verifier.VerifyIdTokenAsync(settings, token, CancellationToken.None);
        return verified.Refusal is { } reason
            ? new TokenValidationResult { IsValid = false, Exception = new LoginRefusedException(LoginRefusals.ProviderFailed(reason, verified.Detail)) }
            : new TokenValidationResult { IsValid = true, SecurityToken = new JsonWebToken(Empty), ClaimsIdentity = new ClaimsIdentity("openid-connect") };
    }
}
