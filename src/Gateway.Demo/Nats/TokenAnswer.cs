using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo.Nats;

/// <summary>Writes the token response and the ID token in it.</summary>
internal sealed class TokenAnswer(SimulatedNats nats)
{
    public NatsAnswer AtLogin(IssuedTokens tokens) => Of(tokens, IdToken(tokens, tokens.Grant.Nonce));

    /// <summary>Without a nonce: it belongs to the login (Core 12.2).</summary>
    public NatsAnswer AtRefresh(IssuedTokens tokens) => Of(tokens, nats.Switches.IdTokenAtRefresh ? IdToken(tokens, nonce: null) : null);

    private NatsAnswer Of(IssuedTokens tokens, string? idToken)
    {
        var json = new JsonObject
        {
            ["access_token"] = tokens.AccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)tokens.Lifetime.TotalSeconds,
            ["scope"] = "openid",
        };
        if (tokens.RefreshToken is not null) json["refresh_token"] = tokens.RefreshToken;
        if (idToken is not null) json["id_token"] = idToken;
        nats.Switches.TokenResponse?.Invoke(json);
        return NatsAnswer.Json(json);
    }

    private string IdToken(IssuedTokens tokens, string? nonce)
    {
        var now = nats.Clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = nats.Issuer,
            ["sub"] = tokens.Grant.Member.Subject,
            ["aud"] = tokens.Grant.ClientId,
            ["exp"] = (now + nats.Options.IdTokenLifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["auth_time"] = tokens.Grant.AuthTime.ToUnixTimeSeconds(),
            ["at_hash"] = LeftHalfHash(tokens.AccessToken),
        };
        if (nonce is not null) claims["nonce"] = nonce;
        nats.Switches.IdTokenClaims?.Invoke(claims);

        var header = nats.Keys.NewHeader();
        nats.Switches.IdTokenHeader?.Invoke(header);
        return nats.Keys.Sign(header, claims);
    }

    private static string LeftHalfHash(string token) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token))[..16]);
}
