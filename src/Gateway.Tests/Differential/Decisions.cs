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
        new("8.4", "PHP is told scheme, host, port and address by forwarded headers too, and they are true", IsForwarded),
        new("8.3", "PHP behind Apache and php-fpm is told when its request came, which its envelope needs", at => at is { Php: PhpKind.ApacheFpm, Variable: "HTTP_X_REQUEST_START", Module: null }),
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
