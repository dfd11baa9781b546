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
    private readonly ToldOnce _exact = new();
    private readonly ToldOnce _headers = new();

    /// <summary>By exact names, as the module put them into the environment of a script.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Exact(Site site, LiveSession live, bool degraded) =>
        Tell(site, _exact.Of(live.Session, new Telling(site, degraded, VariableLimits.Exact), MakeExact));

    /// <summary>As request headers, by the module's names in these spellings.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers(Site site, LiveSession live, bool degraded, VariableLimits limits, IdentityHeaders spellings) =>
        Tell(site, _headers.Of(live.Session, new Telling(site, degraded, limits, spellings), MakeHeaders));

    // Told each time: it is counted.
    private IReadOnlyList<KeyValuePair<string, string>> Tell(Site site, Told told)
    {
        foreach (var (claim, reason) in told.LeftOut) leftOut.Tell(site, claim, reason);
        return told.Variables;
    }

    private static Told MakeExact(Session session, Telling telling)
    {
        var variables = VariablesOf(session, telling, IdentityChannels.Environment);
        var user = HeaderBytes.Of(session.User);
        variables.All.Add(new("REMOTE_USER", user));
        variables.All.Add(new("AUTH_TYPE", "openid-connect"));
        variables.All.Add(new("PHP_AUTH_USER", user));
        return new Told(variables.All, variables.LeftOut);
    }

    private static Told MakeHeaders(Session session, Telling telling)
    {
        var variables = VariablesOf(session, telling, IdentityChannels.Headers);
        variables.All.Add(new("REMOTE_USER", HeaderBytes.Of(session.User)));
        return new Told(PlainHeaders.Spell(variables.All, telling.Spellings), variables.LeftOut);
    }

    private static VariableList VariablesOf(Session session, Telling telling, IdentityChannels channel)
    {
        var settings = telling.Site.Identity;
        var variables = new VariableList(telling.Site, telling.Limits);
        if (!settings.Channels.HasFlag(channel)) return variables;

        foreach (var (claim, value) in session.Claims(settings.Claims).Effective(settings.ClaimSources))
            if (ClaimText.Of(value, settings.ClaimDelimiter) is { } text) variables.AddClaim(claim, text);
        AddDocuments(settings, session, variables);
        AddTokens(settings, session.Tokens, variables);
        if (telling.Degraded) variables.Add("OIDC_gateway_degraded", "1");
        return variables;
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
