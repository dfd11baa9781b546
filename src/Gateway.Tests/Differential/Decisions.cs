using Gateway.Tests.Harness;

namespace Gateway.Tests.Differential;

/// <summary>Every difference to the module that design.md or a row of the corpus decides. Whatever is not here is a fault.</summary>
internal static class Decisions
{
    private static readonly string[] Forgeable = ["HTTP_REMOTE_USER", "HTTP_X_REMOTE_USER", "HTTP_X_FORWARDED_USER", "HTTP_AUTH_TYPE"];

    public static IReadOnlyList<Decision> All { get; } =
    [
        new("5.1", "PHP does not get the session cookie", at => at.Variable == "HTTP_COOKIE" && at.Gateway == WithoutSession(at.Module)),
        new("6.5", "a claim of the id token counts with its value there also where only userinfo is handed over",
            at => at is { Site: "id token payload", Member: "both", Module: "userinfo" or "1", Gateway.Length: > 0 } && at.Variable[11..] is "in_both" or "aud" or "exp" or "nonce" or "iss" or "auth_time"),
        new("6.5", "acr, amr and the like count from the id token only", at => at is { Member: "both", Variable: "OIDC_CLAIM_acr" or "OIDC_CLAIM_amr", Module: "userinfo", Gateway: null }),
        new("8.1", "a member is let in although a claim holds a zero byte", at => at is { Member: "nul", Variable: "(login)", Module: "refused" }),
        new("1.4", "a member is let in although a claim is a number beyond 64 bits", at => at is { Member: "beyond", Variable: "(login)", Module: "refused" }),
        new("8.2", "of Authorization only Basic is kept from PHP", at => at is { Request: "bearer", Variable: "HTTP_AUTHORIZATION", Module: null, Gateway: "Bearer of-the-page" }),
        new("8.3", "what a web server copies out of plain headers is beside them in PHP", at => IsCopied(at) && at.Variable.StartsWith("HTTP_", StringComparison.Ordinal) && at.Module is null && at.Variable[5..].StartsWith("OIDC_", StringComparison.Ordinal)),
        new("8.3", "so is the user's name", at => IsCopied(at) && at is { Variable: "HTTP_REMOTE_USER", Module: null or "forged", Gateway: "Zoë 漢字 😀" or "erin" or "fritz" or "ivy" or "gina" }),
        new("8.3", "an empty header is none", at => IsCopied(at) && at is { Module: "", Gateway: null }),
        new("8.3", "blanks at the ends of a header are none", at => IsCopied(at) && at is { Variable: "OIDC_CLAIM_spaces", Gateway: "both ends" }),
        new("8.3", "a header holds 4 kB", at => IsCopied(at) && at is { Member: "ivy", Module.Length: > 4096, Gateway: null }),
        new("8.3", "a web server takes no more than so many headers, and is told no names that spoil its configuration", at => IsCopied(at) && at is { Member: "erin" or "fritz", Gateway: null } && at.Variable.StartsWith("OIDC_CLAIM_", StringComparison.Ordinal)),
        new("8.3", "it tells PHP the address that was judged, which is the one that it got", at => IsCopied(at) && at is { Request: "dots and slashes", Variable: "REQUEST_URI", Gateway: "/members/x.php/a/b/c?../x" }),
        new("8.3", "Apache takes the browser's address out of its header", at => IsCopied(at) && at is { Variable: "HTTP_X_FORWARDED_FOR", Module: "6.6.6.6", Gateway: null }),
        new("8.4", "PHP is told scheme, host, port and address by forwarded headers too, and they are true", IsForwarded),
        new("A95", "a user name that is empty or holds a control character is no user name", at => at is { Member: "frank" or "blank", Variable: "(login)", Gateway: "refused" }),
        new("A96", "of two claims that PHP could take for one, one is told: the one in lower case, else the first",
            at => at is { Member: "clash", Variable: "OIDC_CLAIM_Trial" or "OIDC_CLAIM_a_b" or "OIDC_CLAIM_x-y", Gateway: null } or { Member: "clash", Variable: "OIDC_CLAIM_trial", Gateway: "0" }),
        new("F60", "a forged claim reaches no page, a public one neither",
            at => at is { Request: "forged on a public page", Variable: "HTTP_OIDC_CLAIM_TRIAL", Module: "forged", Gateway: null }),
        new("F73", "nor does one by another prefix, by none, or the header of the user's name",
            at => at is { Request: "forged on a public page", Variable: "HTTP_X_MEMBER_TRIAL" or "HTTP_SITES" or "HTTP_X_AREA_USER", Module: "forged", Gateway: null }),
        new("F63", "a user name in a header of the browser reaches no page", at => Forgeable.Contains(at.Variable) && at is { Module: "forged", Gateway: null }),
        new("F64", "a password sent by the browser does not make it another user", at => at is { Request: "forged", Variable: "PHP_AUTH_USER", Module: "forged", Gateway: "Zoë 漢字 😀" or "erin" }),
        new("F64", "REMOTE_USER is there and empty on public pages", at => at is { Request: "forged on a public page" or "cookies on a public page", Variable: "REMOTE_USER", Module: null, Gateway: "" }),
        new("F71", "a value with a control character is left out", at => at.Member is "gina" or "fritz" && at.Module?.Any(char.IsControl) == true && at.Gateway is null),
        new("F71", "a value above 32 KiB is left out", at => at is { Member: "long", Module.Length: > 32 * 1024, Gateway: null }),
        new("F72", "a claim without a name, or with one above 100 bytes, is left out", at => at is { Variable: "OIDC_CLAIM_", Gateway: null } or { Member: "long", Module: "too long a name", Gateway: null }),
    ];

    // By the snippets of upstream-config, in place of the assertion.
    private static bool IsCopied(Difference at) => at.Php is PhpKind.ApacheModPhpSnippet or PhpKind.ApacheFpmSnippet or PhpKind.NginxFpmSnippet;

    private static bool IsForwarded(Difference at) => at.Module is null or "6.6.6.6" && at.Gateway == at.Variable switch
    {
        "HTTP_X_FORWARDED_FOR" => "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO" => SiteOf(at).Scheme,
        "HTTP_X_FORWARDED_HOST" => SiteOf(at).Host,
        "HTTP_X_FORWARDED_PORT" => SiteOf(at).IsHttps ? "443" : "80",
        _ => "another variable",
    };

    private static ComparedSite SiteOf(Difference at) => ComparedSites.All.Single(site => site.Name == at.Site);

    private static string? WithoutSession(string? cookies) =>
        cookies?.Split("; ").Where(cookie => cookie != "mod_auth_openidc_session=<session>").ToArray() is { Length: > 0 } others ? string.Join("; ", others) : null;
}
