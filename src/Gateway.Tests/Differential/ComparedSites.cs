using Gateway.Tests.Harness;

namespace Gateway.Tests.Differential;

/// <summary>The sites that are compared: one with every default, and one for each thing that the module lets an owner choose.</summary>
internal static class ComparedSites
{
    /// <summary>The site that is compared over every kind of PHP; the deployed files know it by this name.</summary>
    public const string OfEveryKind = "a";

    private static readonly string[] Compared =
    [
        ComparedVisit.SentOn, "REMOTE_USER", "AUTH_TYPE", "PHP_AUTH_USER", "HTTP_HOST", "HTTPS", "REMOTE_ADDR", "SERVER_ADDR", "SERVER_NAME", "SERVER_PORT", "REQUEST_URI", "SCRIPT_NAME", "PATH_INFO",
        "QUERY_STRING", "REQUEST_METHOD", "REQUEST_SCHEME", "SERVER_PROTOCOL", "DOCUMENT_ROOT", "SCRIPT_FILENAME", "PHP_SELF", "PATH_TRANSLATED", "CONTENT_TYPE", "CONTENT_LENGTH", "GATEWAY_INTERFACE",
    ];

    private static readonly string[] OfServer = ["GATEWAY_INTERFACE", "PATH_TRANSLATED", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"];

    // Claims are variables of such names, and those of the site without a prefix.
    private static readonly string[] Begun = ["OIDC_", "HTTP_", "MEMBER_", "X-Member-", "username", "sites", "plan"];

    private static readonly ComparedRequest[] Requests =
    [
        new("page", "/members/x.php"),
        new("path info and query", "/members/x.php/a/b%20c%C3%BC?x=1&y=%C3%BC&z=a+b"),
        new("index", "/members/?"),
        new("form", "/members/x.php?a=b") { Body = "c=d&OIDC_CLAIM_trial=0" },
        new("dots and slashes", "/members/../members//x.php/a//b/./c?../x"),
        new("forged", "/members/x.php")
        {
            Headers =
            [
                ("OIDC_CLAIM_trial", "forged"), ("OIDC-CLAIM-trial", "forged"), ("oidc.claim.vip", "forged"), ("OIDC-refresh-token", "forged"), ("Remote-User", "forged"), ("X-Remote-User", "forged"),
                ("X-Forwarded-User", "forged"), ("Auth-Type", "forged"), ("Authorization", "Basic Zm9yZ2VkOng="), ("Proxy", "http://forged"), ("X-Forwarded-For", "6.6.6.6"), ("X-Other", "passes"),
            ],
            Cookies = ["a=b", "lang=de"],
        },
        new("bearer", "/members/x.php") { Headers = [("Authorization", "Bearer of-the-page")] },
        new("forged on a public page", "/public/dump.php?x=y") { Headers = [("OIDC-CLAIM-trial", "forged"), ("Remote-User", "forged"), ("X-Other", "passes")] },
    ];

    private static readonly ComparedRequest[] Forged =
    [
        new("page", "/members/x.php"),
        new("forged", "/members/x.php")
        {
            Headers =
            [
                ("X-Member-trial", "forged"), ("X_MEMBER_vip", "forged"), ("x.member.sites", "forged"), ("X-Area-User", "forged"), ("x-area_user", "forged"), ("X-Remote-User", "forged"),
                ("sites", "forged"), ("Username", "forged"), ("MEMBER-trial", "forged"), ("OIDC-CLAIM-trial", "forged"),
            ],
        },
        new("forged on a public page", "/public/dump.php?x=y") { Headers = [("X-Member-trial", "forged"), ("X-Area-User", "forged"), ("sites", "forged"), ("X-Remote-User", "forged"), ("X-Other", "passes")] },
    ];

    private static readonly ComparedRequest[] Cookies =
    [
        new("cookies", "/members/x.php") { Cookies = ["a=b", "lang=de", "secretly=1", "secret=2", "lang=fr", "c=d; e"] },
        new("cookies on a public page", "/public/dump.php") { Cookies = ["a=b", "lang=de"] },
        new("only such cookies", "/members/x.php") { Cookies = ["lang=de"] },
    ];

    public static IReadOnlyList<ComparedSite> All { get; } =
    [
        new("default", [], "{}") { Tells = new("OIDC_CLAIM_sites", "1,1,0"), Members = [.. OddMembers.All.Select(member => member.Name)], Requests = Requests },
        new(OfEveryKind, [], "{}") { Tells = new("HTTPS", "on"), Members = ["dave", "erin", "fritz", "ivy", "gina"], Requests = Requests, IsHttps = true, Kinds = Enum.GetValues<PhpKind>() },
        new("prefix", ["OIDCClaimPrefix MEMBER_"], """{ "ClaimPrefix": "MEMBER_" }""") { Tells = new("MEMBER_sites", "1,1,0"), Members = ["dave", "ivy"] },
        new("prefix of ours", ["OIDCClaimPrefix OIDC_"], """{ "ClaimPrefix": "OIDC_" }""") { Tells = new("OIDC_sites", "1,1,0") },
        new("prefix without underscore", ["OIDCClaimPrefix X-Member-"], """{ "ClaimPrefix": "X-Member-" }""") { Tells = new("HTTP_X_MEMBER_SITES", "1,1,0"), Members = ["dave", "fritz"], Requests = Forged },
        new("no prefix", ["OIDCClaimPrefix \"\"", "OIDCWhiteListedClaims username sites plan"], """{ "ClaimPrefix": "", "OnlyClaims": [ "username", "sites", "plan" ] }""") { Tells = new("sites", "1,1,0"), Requests = Forged },
        new("delimiter", ["OIDCClaimDelimiter \" | \""], """{ "ClaimDelimiter": " | " }""") { Tells = new("OIDC_CLAIM_sites", "1 | 1 | 0") },
        new("latin1", ["OIDCPassClaimsAs both latin1"], """{ "Encoding": "Latin1" }""") { Tells = new("OIDC_CLAIM_email", "<no UTF-8> zoë+tag@exämple.com"), Members = ["dave", "erin", "gina"] },
        new("base64url", ["OIDCPassClaimsAs both base64url"], """{ "Encoding": "Base64Url" }""") { Tells = new("OIDC_CLAIM_sites", "MSwxLDA"), Members = ["dave", "gina", "erin"] },
        new("utf8", ["OIDCPassClaimsAs both"], """{ "Encoding": "Utf8" }""") { Tells = new("OIDC_CLAIM_email", "zoë+tag@exämple.com") },
        new("headers", ["OIDCPassClaimsAs headers"], """{ "PassClaimsAs": "Headers" }""") { Tells = new("REMOTE_USER", "Zoë 漢字 😀"), Requests = Forged },
        new("headers by a prefix", ["OIDCPassClaimsAs headers latin1", "OIDCClaimPrefix X-Member-"], """{ "PassClaimsAs": "Headers", "Encoding": "Latin1", "ClaimPrefix": "X-Member-" }""")
        {
            Tells = new("HTTP_X_MEMBER_SITES", "1,1,0"), Requests = Forged,
        },
        new("environment", ["OIDCPassClaimsAs environment", "OIDCClaimPrefix X-Member-"], """{ "PassClaimsAs": "Environment", "ClaimPrefix": "X-Member-" }""") { Tells = new("X-Member-sites", "1,1,0"), Requests = Forged },
        new("nothing", ["OIDCPassClaimsAs none", "OIDCAuthNHeader X-Area-User"], """{ "PassClaimsAs": "None", "AuthNHeader": "X-Area-User" }""") { Tells = new("HTTP_X_AREA_USER", "Zoë 漢字 😀"), Requests = Forged },
        new("user header", ["OIDCAuthNHeader X-Remote-User"], """{ "AuthNHeader": "X-Remote-User" }""") { Tells = new("HTTP_X_REMOTE_USER", "Zoë 漢字 😀"), Requests = Forged },
        new("user by sub", ["OIDCRemoteUserClaim sub@"], """{ "RemoteUserClaim": "sub@" }""") { Tells = new("OIDC_CLAIM_sub", "member-dave") },
        new("user by group", ["OIDCRemoteUserClaim email ^([^@]+)@"], """{ "RemoteUserClaim": "email ^([^@]+)@" }""") { Tells = new("REMOTE_USER", "zoë+tag"), Members = ["dave", "nameless"] },
        new("user by substitution", ["OIDCRemoteUserClaim email ([a-z]+)@ <$1>at-"], """{ "RemoteUserClaim": "email ([a-z]+)@ <$1>at-" }""") { Tells = new("REMOTE_USER", "zoë+<tag>at-exämple.com") },
        new("user by every match", ["OIDCRemoteUserClaim quotes ([a-z]) [$1]"], """{ "RemoteUserClaim": "quotes ([a-z]) [$1]" }""") { Tells = new("OIDC_CLAIM_username", "erin"), Members = ["erin", "ivy"] },
        new("refresh token", ["OIDCPassRefreshToken On"], """{ "PassRefreshToken": true }""") { Tells = new("OIDC_refresh_token", "<refresh_token>") },
        new("id token payload", ["OIDCPassIDTokenAs payload"], """{ "PassIdTokenAs": [ "Payload" ] }""") { Tells = new("OIDC_CLAIM_sub", "member-dave"), Members = ["dave", "both"] },
        new("id token serialized", ["OIDCPassIDTokenAs claims serialized"], """{ "PassIdTokenAs": [ "Claims", "Serialized" ] }""") { Tells = new("OIDC_id_token", "<id token>") },
        new("userinfo json", ["OIDCPassUserInfoAs json"], """{ "PassUserInfoAs": [ "Json" ] }""") { Tells = new("OIDC_CLAIM_sub", "member-dave"), Members = ["dave", "erin", "fritz", "gina", "both"] },
        new("userinfo json of some claims", ["OIDCPassUserInfoAs claims json", "OIDCPassIDTokenAs payload", "OIDCWhiteListedClaims plan sites sub aud"],
            """{ "PassUserInfoAs": [ "Claims", "Json" ], "PassIdTokenAs": [ "Payload" ], "OnlyClaims": [ "plan", "sites", "sub", "aud" ] }""") { Tells = new("OIDC_CLAIM_sites", "1,1,0") },
        new("userinfo jwt", ["OIDCPassUserInfoAs claims jwt"], """{ "PassUserInfoAs": [ "Claims", "Jwt" ] }""") { Tells = new("OIDC_CLAIM_sites", "1,1,0"), IsSigned = true },
        new("userinfo jwt of none", ["OIDCPassUserInfoAs jwt"], """{ "PassUserInfoAs": [ "Jwt" ] }""") { Tells = new("OIDC_CLAIM_sub", "member-dave") },
        new("cookies", ["OIDCStripCookies lang secret"], """{ "StripCookies": [ "lang", "secret" ] }""") { Tells = new("OIDC_CLAIM_sites", "1,1,0"), Requests = Cookies },
        new("cookies sent on", ["OIDCPassCookies route zone"], "{}") { Tells = new(ComparedVisit.SentOn, "route=node-7"), Provider = """{ "PassCookies": [ "route", "zone" ] }""" },
        new("some claims", ["OIDCWhiteListedClaims username trial exp", "OIDCBlackListedClaims trial"], """{ "OnlyClaims": [ "username", "trial", "exp" ], "DropClaims": [ "trial" ] }""")
        {
            Tells = new("OIDC_CLAIM_username", "Zoë 漢字 😀"),
        },
        new("not all claims", ["OIDCBlackListedClaims username sites nonce sub"], """{ "DropClaims": [ "username", "sites", "nonce", "sub" ] }""") { Tells = new("OIDC_CLAIM_status", "1") },
    ];

    /// <summary>What describes the member, his browser and the request; not what describes the server's software, which is not Apache everywhere.</summary>
    public static bool IsCompared(string variable, PhpKind php) => (php == PhpKind.FastCgi || !OfServer.Contains(variable)) && IsCompared(variable);

    private static bool IsCompared(string variable) =>
        Compared.Contains(variable) || Begun.Any(beginning => variable.StartsWith(beginning, StringComparison.Ordinal));
}
