using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo.Nats;

/// <summary>
/// Codes and tokens: each code once, each refresh token once while they rotate, and what is brought twice ends the whole
/// grant.
/// </summary>
internal sealed class Grants(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AuthorizedCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Grant> _redeemed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Grant> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Grant> _spent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Grant Grant, DateTimeOffset EndsAt)> _access = new(StringComparer.Ordinal);

    public string Add(AuthorizedCode authorized)
    {
        var code = Random();
        lock (_lock) _codes[code] = authorized;
        return code;
    }

    /// <summary>Tokens for a code, or why not. Whoever brings a code spends it.</summary>
    public IssuedTokens? Redeem(string code, string clientId, string redirectUri, string? verifier, TokenTerms terms, out string fault)
    {
        lock (_lock)
        {
            if (_redeemed.TryGetValue(code, out var earlier)) End_NeedsLock(earlier);
            if (!_codes.Remove(code, out var authorized)) return Refuse(out fault, "The code is unknown or was used before.");

            var grant = _redeemed[code] = new Grant(authorized);
            fault = FaultOf(authorized, clientId, redirectUri, verifier);
            return fault.Length > 0 ? null : Issue_NeedsLock(grant, terms.WithRefreshToken ? Random() : null, terms);
        }
    }

    /// <summary>New tokens for a refresh token, or why not.</summary>
    public IssuedTokens? Refresh(string token, string clientId, TokenTerms terms, out string fault)
    {
        lock (_lock)
        {
            if (_spent.TryGetValue(token, out var stolen))
            {
                End_NeedsLock(stolen);
                return Refuse(out fault, "The refresh token was used before; its grant is ended.");
            }

            if (!_refresh.TryGetValue(token, out var grant) || grant.ClientId != clientId)
                return Refuse(out fault, "The refresh token is unknown.");

            fault = "";
            if (!terms.Rotate) return Issue_NeedsLock(grant, token, terms);
            _refresh.Remove(token);
            _spent[token] = grant;
            return Issue_NeedsLock(grant, Random(), terms);
        }
    }

    /// <summary>The grant of an access token that is alive.</summary>
    public Grant? FindByAccessToken(string token)
    {
        lock (_lock) return _access.TryGetValue(token, out var found) && clock.GetUtcNow() < found.EndsAt ? found.Grant : null;
    }

    /// <summary>RFC 7009: a refresh token takes its grant along, an access token goes alone, an unknown one is fine.</summary>
    public void Revoke(string token, string clientId)
    {
        lock (_lock)
        {
            if (_refresh.TryGetValue(token, out var grant) && grant.ClientId == clientId) End_NeedsLock(grant);
            if (_access.TryGetValue(token, out var access) && access.Grant.ClientId == clientId) _access.Remove(token);
        }
    }

    /// <summary>As when a biller expires a member: every token of theirs is dead.</summary>
    public void EndAllOf(NatsMember member)
    {
        lock (_lock)
        {
            foreach (var grant in _redeemed.Values.Where(grant => grant.Member == member).ToList()) End_NeedsLock(grant);
        }
    }

    /// <summary>Access tokens are dead before their time; refresh tokens stay good.</summary>
    public void ForgetAccessTokens()
    {
        lock (_lock) _access.Clear();
    }

    public static bool Answers(string verifier, string challenge) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;

    private string FaultOf(AuthorizedCode authorized, string clientId, string redirectUri, string? verifier)
    {
        if (authorized.ClientId != clientId) return "The code was issued to another client.";
        if (authorized.RedirectUri != redirectUri) return "The redirect_uri is not the one of the authorization request.";
        if (authorized.EndsAt <= clock.GetUtcNow()) return "The code has expired.";
        if (authorized.Challenge is null) return verifier is null ? "" : "A code_verifier came without a code_challenge before.";
        if (verifier is null) return "The code_verifier is missing.";
        return Answers(verifier, authorized.Challenge) ? "" : "The code_verifier does not answer the code_challenge.";
    }

    private IssuedTokens Issue_NeedsLock(Grant grant, string? refreshToken, TokenTerms terms)
    {
        var access = Random();
        _access[access] = (grant, clock.GetUtcNow() + terms.AccessTokenLifetime);
        if (refreshToken is not null) _refresh[refreshToken] = grant;
        return new IssuedTokens(grant, access, refreshToken, terms.AccessTokenLifetime);
    }

    private void End_NeedsLock(Grant grant)
    {
        foreach (var (token, _) in _refresh.Where(pair => pair.Value == grant).ToList()) _refresh.Remove(token);
        foreach (var (token, _) in _access.Where(pair => pair.Value.Grant == grant).ToList()) _access.Remove(token);
    }

    private static IssuedTokens? Refuse(out string fault, string why)
    {
        fault = why;
        return null;
    }

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
}
