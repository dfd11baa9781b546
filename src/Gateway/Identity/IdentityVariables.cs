using System.Globalization;
using Gateway.Claims;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>
/// What PHP gets to know of the member, by the names and values of the module (design 8.1): claims, tokens and <c>REMOTE_USER</c>, as far as
/// the site hands them over. Values are bytes, each carried by one Latin-1 character.
/// </summary>
internal sealed class IdentityVariables(LeftOut leftOut)
{
    /// <summary>By exact names, as the module put them into the environment of a script.</summary>
    public List<KeyValuePair<string, string>> Exact(Site site, LiveSession live, bool degraded)
    {
        var variables = Told(site, live, degraded, IdentityChannels.Environment, VariableLimits.Exact);
        var user = HeaderBytes.Of(live.Session.User);
        variables.Add(new("REMOTE_USER", user));
        variables.Add(new("AUTH_TYPE", "openid-connect"));
        variables.Add(new("PHP_AUTH_USER", user));
        return variables;
    }

    /// <summary>As request headers, by the module's names.</summary>
    public List<KeyValuePair<string, string>> Plain(Site site, LiveSession live, bool degraded, VariableLimits limits)
    {
        var variables = Told(site, live, degraded, IdentityChannels.Headers, limits);
        variables.Add(new("REMOTE_USER", HeaderBytes.Of(live.Session.User)));
        return variables;
    }

    private List<KeyValuePair<string, string>> Told(Site site, LiveSession live, bool degraded, IdentityChannels channel, VariableLimits limits)
    {
        var settings = site.Identity;
        if (!settings.Channels.HasFlag(channel)) return [];

        var session = live.Session;
        var variables = new VariableList(site, leftOut, limits);
        foreach (var (claim, value) in session.Claims(settings.Claims).Effective(settings.ClaimSources))
            if (ClaimText.Of(value, settings.ClaimDelimiter) is { } text) variables.AddClaim(claim, text);
        AddDocuments(settings, session, variables);
        AddTokens(settings, session.Tokens, variables);
        if (degraded) variables.Add("OIDC_gateway_degraded", "1");
        return variables.All;
    }

    private static void AddDocuments(IdentitySettings settings, Session session, VariableList variables)
    {
        if (settings.UserInfo.AsJson) variables.AddDocument("OIDC_userinfo_json", JanssonText.Compact.Of(settings.Claims.Of(session.UserInfoClaims)));
        if (settings.UserInfo.AsItCame && session.UserInfoJwt is { } jwt) variables.AddDocument("OIDC_userinfo_jwt", jwt);
        if (settings.IdToken.AsPayload) variables.AddDocument("OIDC_id_token_payload", JanssonText.Compact.Of(settings.Claims.Of(session.IdTokenClaims)));
        if (settings.IdToken.AsItStands) variables.AddDocument("OIDC_id_token", session.IdToken);
    }

    private static void AddTokens(IdentitySettings settings, TokenSet tokens, VariableList variables)
    {
        if (settings.PassRefreshToken && tokens.RefreshToken is { } refreshToken) variables.Add("OIDC_refresh_token", refreshToken);
        if (!settings.PassAccessToken) return;

        variables.Add("OIDC_access_token", tokens.AccessToken);
        if (tokens.ExpiresAt is { } expires) variables.Add("OIDC_access_token_expires", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
    }
}
