using System.Text;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Header lines made of every trick of corpus F.3 by which a name could come out as one of ours behind some server: what stands in front,
/// what stands between, letter case, what stands behind. All of them carry <see cref="Mark"/>.
/// </summary>
internal sealed class ForgedNames(int seed)
{
    public const string Mark = "f0rg3d";

    private const string TokenMarks = "_-.+~!$%&'*^`|#";

    private static readonly string[] Names =
    [
        "OIDC_CLAIM_trial", "OIDC_CLAIM_username", "OIDC_CLAIM_vip", "OIDC_CLAIM_sub", "OIDC_access_token", "OIDC_access_token_expires", "OIDC_refresh_token", "OIDC_id_token", "OIDC_userinfo",
        "OIDC_gateway_degraded", "OIDC_Gateway_Assertion", "OIDC_Gateway_Assertion_1", "OIDC_Gateway_Assertion_2", "OIDC_Gateway_Secret", "OIDC_", "OIDC",
        "REMOTE_USER", "REMOTE_IDENT", "AUTH_TYPE", "PHP_AUTH_USER", "PHP_AUTH_PW", "PHP_AUTH_DIGEST", "AUTH_USER", "LOGON_USER", "X_REMOTE_USER", "X_AUTH_USER", "X_WEBAUTH_USER",
        "X_FORWARDED_USER", "X_FORWARDED_EMAIL",
        "PROXY", "GATEWAY_SITE", "GATEWAY_SECRET_FILE", "GATEWAY_REQUIRED", "GATEWAY_RECEIVED",
    ];

    private static readonly string[] Fronts =
        ["", "", "", "HTTP_", "HTTP-", "REDIRECT_", "Redirect-", "REDIRECT_REDIRECT_", "HTTP_HTTP_", "REDIRECT_HTTP_", "HTTP_REDIRECT_", "ENV_", "SERVER_", "_", "-", ".", "PHP_", "CGI_"];

    private static readonly string[] Ends = ["", "", "", "_", "-", ".", "_0", "-1", "'", "~"];

    private static readonly string[] Values =
    [
        "0", Mark, "\"" + Mark + "\"", Mark + ", " + Mark, "Basic " + Mark, "'; " + Mark, Mark + "\t" + Mark, "ü" + Mark, "=?utf-8?q?" + Mark + "?=", "{\"trial\":\"" + Mark + "\"}",
        "eyJhbGciOiJub25lIn0." + Mark + ".", "eyJhbGciOiJIUzI1NiJ9." + Mark + "." + Mark, "<?php " + Mark, "../" + Mark, "%0d%0aOIDC_CLAIM_trial: " + Mark, "off",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The lines of two requests with each name as it stands, and of so many by chance.</summary>
    public IEnumerable<string[]> Requests(int byChance, int linesEach) =>
    [
        .. new[] { '_', '-' }.Select(mark => Names.Select(name => $"{name.Replace('_', mark)}: {Mark}").ToArray()),
        .. Enumerable.Range(0, byChance).Select(_ => Enumerable.Range(0, linesEach).Select(_ => Line()).ToArray()),
    ];

    /// <summary>One line that a server may take for a header.</summary>
    public string Line() => $"{Name()}:{Pick(["", " ", "  ", "\t"])}{Value()}{Pick(["", "", " ", "\t"])}";

    /// <summary>Lines of a request that is no request: a name that no header has, a line folded over two.</summary>
    public string BrokenLine() => _random.Next(4) switch
    {
        0 => Name().Insert(_random.Next(1, 3), Pick([" ", "\t", "\0", "\u000b", "(", "\"", "\u00a0", "@"])) + ": " + Mark,
        1 => Name() + Pick([" ", "\t"]) + ": " + Mark,
        2 => Name() + ": a\r\n" + Pick([" ", "\t"]) + Name() + ": " + Mark,
        _ => "X-Any: a" + Pick(["\n", "\r", "\0"]) + Name() + ": " + Mark,
    };

    private string Name()
    {
        var spelled = new StringBuilder(Pick(Fronts));
        var mark = TokenMarks[_random.Next(2)];   // mostly one of the two that count, all the way
        var (odd, letters) = (_random.Next(4) == 0, _random.Next(4));
        foreach (var letter in Pick(Names))
        {
            if (letter == '_') spelled.Append(odd ? TokenMarks[_random.Next(TokenMarks.Length)] : mark);
            else spelled.Append(letters switch { 0 => letter, 1 => char.ToUpperInvariant(letter), 2 => char.ToLowerInvariant(letter), _ => _random.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter) });
        }

        return spelled.Append(Pick(Ends)).ToString();
    }

    private string Value() => Pick(Values) is var value && value.Contains(Mark, StringComparison.Ordinal) ? value : value + Pick(["", Mark]);

    private string Pick(string[] among) => among[_random.Next(among.Length)];
}
