namespace Gateway.ApacheImport;

/// <summary>Directives about what PHP gets to know, who may come in, and the network.</summary>
internal static class SiteDirectives
{
    public static readonly IReadOnlyList<DirectiveRow> Rows =
    [
        new("OIDCRemoteUserClaim") { Setting = "Identity.RemoteUserClaim", Take = Take.Words, Default = "sub@" },
        new("OIDCClaimPrefix") { Setting = "Identity.ClaimPrefix", Take = Take.Word, Default = "OIDC_CLAIM_", Remark = "empty beside OIDCWhiteListedClaims alone" },
        new("OIDCClaimDelimiter") { Setting = "Identity.ClaimDelimiter", Take = Take.Word, Default = "," },
        new("OIDCPassClaimsAs") { Setting = "Identity.PassClaimsAs", Default = "both", Remark = "its second word as Identity.Encoding" },
        new("OIDCPassIDTokenAs") { Setting = "Identity.PassIdTokenAs", Default = "claims" },
        new("OIDCPassUserInfoAs") { Setting = "Identity.PassUserInfoAs", Default = "claims" },
        new("OIDCPassAccessToken") { Setting = "Identity.PassAccessToken", Take = Take.Flag, Default = "On" },
        new("OIDCPassRefreshToken") { Setting = "Identity.PassRefreshToken", Take = Take.Flag, Default = "Off" },
        new("OIDCAuthNHeader") { Setting = "Identity.AuthNHeader", Take = Take.Word },
        new("OIDCBlackListedClaims") { Setting = "Identity.DropClaims", Take = Take.List },
        new("OIDCWhiteListedClaims") { Setting = "Identity.OnlyClaims", Take = Take.List },
        new("OIDCFilterClaimsExpr") { Reason = "jq expressions are not built: no policy language beyond Require" },
        new("OIDCUserInfoClaimsExpr") { Reason = "jq expressions are not built: no policy language beyond Require" },
        new("OIDCRefreshAccessTokenBeforeExpiry") { Setting = "Tokens.RefreshBeforeExpiry", Default = "-1" },
        new("OIDCInfoHook") { Setting = "Info", Remark = "never a refresh token" },
        new("OIDCUnAuthAction") { Setting = "Paths", Take = Take.InPaths, Remark = "Unauthenticated; pass becomes Identity: IfSignedIn" },
        new("OIDCUnAutzAction") { Setting = "Pages.Unauthorized", Remark = "a step-up login (auth) is not built" },
        new("OIDCPreservePost") { Reason = "the body of a request is not replayed over a login" },
        new("OIDCPreservePostTemplates") { Reason = "the body of a request is not replayed over a login" },
        new("OIDCHTMLErrorTemplate") { Setting = "Pages.ErrorTemplate" },
        new("OIDCLogoutXFrameOptions") { Setting = "Logout.FrontChannel", Take = Take.Always, Default = "DENY", Remark = "with FrontChannel the pages of the OP alone may frame it, else none" },
        new("OIDCXForwardedHeaders") { Setting = "TrustedProxies", Remark = "by the address of the proxy (RemoteIPInternalProxy, RemoteIPTrustedProxy), not by the name of a header" },
        new("OIDCOutgoingProxy") { Setting = "Provider.Proxy" },
        new("OIDCHTTPTimeoutLong") { Setting = "Provider.CallTimeout", Remark = "1 to 60 seconds; a refresh has always 60" },
        new("OIDCHTTPTimeoutShort") { Setting = "Provider.MetadataTimeout", Remark = "1 to 60 seconds" },
        new("OIDCMetricsData") { Setting = "Operations", Take = Take.Always, Remark = "all is counted, under names of our own; no claim becomes a metric" },
        new("OIDCMetricsPublish") { Setting = "Operations", Remark = "at /metrics of a port of its own" },
        new("OIDCTraceParent") { Setting = "TraceParent" },
        new("OIDCDebugMaskSecrets") { Reason = "secrets never reach a log" },
    ];
}
