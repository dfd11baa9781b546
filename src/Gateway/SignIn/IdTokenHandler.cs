using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.SignIn;

/// <summary>Puts our verifier where the framework's handler would accept <c>alg: none</c> in the code flow.</summary>
internal sealed class IdTokenHandler(TokenVerifier verifier, ProviderSettings settings) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var verified = await verifier.VerifyIdTokenAsync(settings, token, CancellationToken.None);
        if (verified.Refusal is { } reason)
            return new TokenValidationResult { IsValid = false, Exception = new LoginRefusedException(LoginRefusals.ProviderFailed(reason, verified.Detail)) };

        return new TokenValidationResult { IsValid = true, SecurityToken = Essence(verified.Claims), ClaimsIdentity = new ClaimsIdentity("openid-connect") };
    }

    // What the framework's later steps look at, and no more: at claims of unusual form or size (`exp: 1e300`) its reader gives up.
    private JsonWebToken Essence(JsonElement claims)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("aud", settings.ClientId);
            foreach (var name in (ReadOnlySpan<string>)["exp", "iat"]) json.WriteNumber(name, (int)Math.Min(claims.GetProperty(name).GetDouble(), int.MaxValue));
            foreach (var name in (ReadOnlySpan<string>)["iss", "sub", "nonce", "at_hash"])
                if (claims.TryGetProperty(name, out var value)) json.WriteString(name, value.ToString());
            json.WriteEndObject();
        }

        var header = $$"""{"alg":"{{settings.IdTokenSignedResponseAlg}}"}""";
        return new JsonWebToken($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(buffer.ToArray())}.");
    }
}
