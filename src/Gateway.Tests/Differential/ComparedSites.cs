namespace Gateway.Tests.Differential;

/// <summary>The sites that are compared: one with every default, and one for each thing that the module lets an owner choose.</summary>
internal static class ComparedSites
{
    private static readonly string[] Compared =
    [
        "(status)", "REMOTE_USER", "AUTH_TYPE", "PHP_AUTH_USER", "HTTP_HOST", "HTTPS", "REMOTE_ADDR", "SERVER_ADDR", "SERVER_NAME", "SERVER_PORT", "REQUEST_URI", "SCRIPT_NAME", "PATH_INFO",
        "QUERY_STRING", "REQUEST_METHOD", "REQUEST_SCHEME", "SERVER_PROTOCOL", "DOCUMENT_ROOT", "SCRIPT_FILENAME", "PHP_SELF", "PATH_TRANSLATED", "CONTENT_TYPE", "CONTENT_LENGTH", "GATEWAY_INTERFACE",
    ];

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

    public static IReadOnlyList<ComparedSite> All { get; } =
    [
        new("default", [], "{}") { Tells = new("OIDC_CLAIM_sites", "1,1,0"), Members = [.. OddMembers.All.Select(member => member.Name)], Requests = Requests },
        new("https", [], "{}") { Tells = new("HTTPS", "on"), Members = ["erin"], Requests = Requests, IsHttps = true, IsSigned = true },
    ];

    /// <summary>What describes the member, his browser and the request; not what describes the server's software.</summary>
    public static bool IsCompared(string variable) =>
        Compared.Contains(variable) || variable.StartsWith("OIDC_", StringComparison.Ordinal) || variable.StartsWith("HTTP_", StringComparison.Ordinal);
}
