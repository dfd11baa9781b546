using Gateway.Claims;
using Gateway.Identity;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// What a web server is to hand on by variables of its own: the claims that the site names anywhere, those of every id token, those that the
/// owner adds, and the tokens. A server cannot be told "all of them".
/// </summary>
internal static class ToldClaims
{
    // What the module hands over of every id token.
    private static readonly string[] OfIdToken = ["sub", "iss", "aud", "exp", "iat", "nonce", "at_hash"];

    /// <summary>Each variable, and the header by which Gateway sends it.</summary>
    public static IReadOnlyList<ToldVariable> Of(Site site, IReadOnlyList<string> more)
    {
        var settings = site.Identity;
        var named = site.Rules.Rules.SelectMany(rule => rule.Requirement.ClaimWords).Select(word => word.Text.Split(':', '~', '.')[0]);
        IEnumerable<string> claims = [settings.RemoteUser.Claim, .. named, .. more, .. OfIdToken, .. settings.Claims.Only ?? Enumerable.Empty<string>()];
        return
        [
            .. claims.Where(claim => CanBeTold(claim) && settings.Claims.Takes(claim)).Select(claim => settings.ClaimPrefix + ClaimText.VariablePart(claim)).Concat(Others(settings))
                .DistinctBy(PlainHeaders.Hyphenated, StringComparer.OrdinalIgnoreCase).Select(name => new ToldVariable(name, PlainHeaders.Hyphenated(name))),
        ];
    }

    /// <summary>Whether the name can stand in a server's configuration as it is.</summary>
    public static bool CanBeTold(string claim) => claim.Length > 0 && claim.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private static IEnumerable<string> Others(IdentitySettings settings)
    {
        if (settings.UserInfo.AsJson) yield return "OIDC_userinfo_json";
        if (settings.UserInfo.AsItCame) yield return "OIDC_userinfo_jwt";
        if (settings.IdToken.AsPayload) yield return "OIDC_id_token_payload";
        if (settings.IdToken.AsItStands) yield return "OIDC_id_token";
        if (settings.PassRefreshToken) yield return "OIDC_refresh_token";
        if (settings.PassAccessToken) yield return "OIDC_access_token";
        if (settings.PassAccessToken) yield return "OIDC_access_token_expires";
        yield return "OIDC_gateway_degraded";
    }
}

/// <summary>A variable of PHP's, and the header by which Gateway sends it.</summary>
internal sealed record ToldVariable(string Name, string Header);
