namespace Gateway.ApacheImport;

/// <summary>Directives about logins under way, cookies and sessions.</summary>
internal static class SessionDirectives
{
    public static readonly IReadOnlyList<DirectiveRow> Rows =
    [
        new("OIDCCookie") { Setting = "Session.Cookie.Name", Take = Take.Word, Default = "mod_auth_openidc_session", Remark = "__Host- is put in front on https" },
        new("OIDCCookiePath") { Setting = "Session.Cookie.Path", Remark = "any but / puts __Secure- in front instead of __Host-" },
        new("OIDCCookieDomain") { Setting = "Session.Cookie.Domain", Remark = "for sites with several addresses alone: one login for all of them" },
        new("OIDCCookieHTTPOnly") { Setting = "Session.Cookie", Take = Take.Always, Default = "On", Remark = "scripts of a page never see the cookie" },
        new("OIDCCookieSameSite") { Setting = "Session.Cookie.SameSite", Default = "Off" },
        new("OIDCStateCookiePrefix") { Setting = "Login", Take = Take.Always, Default = "mod_auth_openidc_state_", Remark = "one small cookie, gateway-login, serves all tabs" },
        new("OIDCStateTimeout") { Setting = "Login.StateTimeout", Take = Take.Seconds, Default = "300" },
        new("OIDCStateMaxNumberOfCookies") { Setting = "Login", Take = Take.Always, Remark = "one small cookie serves any number of tabs" },
        new("OIDCStateInputHeaders") { Setting = "Login", Take = Take.Always, Remark = "a login is bound to the browser by its cookie, whatever headers it sends" },
        new("OIDCCryptoPassphrase") { Setting = "Passphrase" },
        new("OIDCPassCookies") { Setting = "Provider.PassCookies", Take = Take.List, Remark = "those that the browser had at its login" },
        new("OIDCStripCookies") { Setting = "Identity.StripCookies", Take = Take.List },
        new("OIDCSessionInactivityTimeout") { Setting = "Session.InactivityTimeout", Take = Take.Seconds, Default = "300" },
        new("OIDCSessionMaxDuration") { Setting = "Session.MaxDuration", Default = "28800", Remark = "0, the id token's end, is not known here" },
        new("OIDCSessionType") { Setting = "Session.Cookie.Persistent", Remark = "for :persistent; sessions in cookies are not built" },
        new("OIDCSessionCacheFallbackToCookie") { Reason = "sessions in cookies are not built: a revoked one would live on" },
        new("OIDCSessionCookieChunkSize") { Reason = "sessions in cookies are not built" },
        new("OIDCCacheType") { Setting = "Redis", Remark = "redis; anything else is the memory of the process" },
        new("OIDCCacheEncrypt") { Setting = "Passphrase", Take = Take.Always, Default = "On", Remark = "sessions are always sealed" },
        new("OIDCCacheDir") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCCacheFileCleanInterval") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCCacheShmMax") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCCacheShmEntrySizeMax") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCMemCacheServers") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCMemCacheConnectionsMin") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCMemCacheConnectionsSMax") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCMemCacheConnectionsHMax") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCMemCacheConnectionsTTL") { Reason = "a store of the C module; sessions are kept in memory or in Redis" },
        new("OIDCRedisCacheServer") { Setting = "Redis" },
        new("OIDCRedisCachePassword") { Setting = "Redis" },
        new("OIDCRedisCacheUsername") { Setting = "Redis" },
        new("OIDCRedisCacheDatabase") { Setting = "Redis" },
        new("OIDCRedisCacheConnectTimeout") { Setting = "Redis", Take = Take.Always, Remark = "a second at most, and a member does not wait for it" },
        new("OIDCRedisCacheTimeout") { Setting = "Redis", Take = Take.Always, Remark = "a second at most; then the member sees the 503 page, and stays signed in" },
    ];
}
