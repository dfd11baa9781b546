using System.Net;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Protection;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.MicroBenchmarks;

/// <summary>One site with its member, and a request of his as a browser sends it.</summary>
internal static class Sample
{
    public const string Cookie = "theme=dark; __Host-gateway=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; PHPSESSID=0123456789abcdef0123456789abcdef";

    private static readonly DateTimeOffset Start = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    public static PassphraseKeys Keys { get; } = new("site", ["a passphrase of the benchmark"]);

    public static Session Session { get; } = new()
    {
        User = "alice",
        Issuer = "https://op.example",
        CreatedAt = Start,
        EndsAt = Start.AddHours(8),
        IdToken = string.Join('.', new string('h', 60), new string('p', 500), new string('s', 342)),
        IdTokenClaims = Json("""{"iss":"https://op.example","sub":"1234","aud":"gateway","exp":1795686000,"iat":1795682400,"sid":"s-1","auth_time":1795682400}"""),
        UserInfoClaims = Json("""{"sub":"1234","username":"alice","name":"Alice Müller","email":"alice@example.org","trial":0,"status":"active","groups":["members","editors"]}"""),
        PreferredClaims = ClaimSource.IdToken,
        Tokens = new TokenSet { AccessToken = new string('a', 64), RefreshToken = new string('r', 64), IssuedAt = Start, ExpiresAt = Start.AddHours(2) },
        ClaimsAt = Start,
    };

    public static LiveSession Live() => new(SessionId.New(), Keys, Session with { ClaimsAt = Start }, 1, TimeSpan.FromHours(1));

    /// <summary>As the file of an owner who says no more than he must, with a secret for his web server.</summary>
    public static Site Site()
    {
        var folder = Directory.CreateTempSubdirectory("micro-benchmarks-");
        var file = System.IO.Path.Combine(folder.FullName, "gateway.json");
        File.WriteAllText(file, """
            {
              "Listen": ["http://127.0.0.1:8080"],
              "Sites": {
                "site": {
                  "Origins": ["https://members.example"], "RedirectUri": "/members/vanity.php", "Passphrase": ["a passphrase of the benchmark"],
                  "Provider": { "MetadataUrl": "https://op.example/.well-known/openid-configuration", "ClientId": "gateway", "ClientSecret": "the secret of the benchmark" },
                  "Upstream": "http://127.0.0.1:8081", "UpstreamSecret": "a secret between Gateway and the web server", "TrustedProxies": ["127.0.0.1"],
                  "Paths": { "/": "all granted", "/members/": "valid-user" }
                }
              }
            }
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var read = ConfigurationReader.Read(file, static _ => null);
        folder.Delete(recursive: true);
        return read.Configuration?.Sites.All[0] ?? throw new InvalidOperationException(string.Join("; ", read.Faults));
    }

    /// <summary>A table of this many rules, of which the last one looked at is met.</summary>
    public static RuleTable Rules(int count)
    {
        if (!Requirement.TryParse("claim trial:0", out var requirement, out var fault)) throw new InvalidOperationException(fault);

        var folders = Enumerable.Range(1, count - 1).Select(number => new PathRule { Pattern = $"/folder-{number}/", Requirement = requirement! });
        return RuleTable.TryCreate([new PathRule { Pattern = "/", Requirement = requirement! }, .. folders], out var table, out var faults)
            ? table!
            : throw new InvalidOperationException(string.Join("; ", faults));
    }

    public static CanonicalPath Path(string raw) =>
        CanonicalPath.TryParse(raw, PathEncodings.Utf8, out var path, out var fault) ? path! : throw new InvalidOperationException(fault);

    /// <summary>With the headers of a browser; behind it the connection of a web server on the same machine.</summary>
    public static HttpContext Context(Site site, string target)
    {
        var context = new DefaultHttpContext();
        (context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress) = (IPAddress.Loopback, IPAddress.Loopback);
        (context.Request.Method, context.Request.Protocol, context.Request.Host) = ("GET", "HTTP/1.1", new HostString("members.example"));
        context.Features.Set(new SiteRequest
        {
            Site = site, Origin = site.Origins[0], Understood = Path(target), RawPath = target, Method = "GET", Client = IPAddress.Parse("192.0.2.7"),
        });
        return context;
    }

    public static HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:8081/members/page.php");
        foreach (var (name, value) in Browser) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static IEnumerable<(string Name, string Value)> Browser =>
    [
        ("Host", "members.example"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), ("Accept-Language", "de,en;q=0.7"), ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Cookie", Cookie), ("Referer", "https://members.example/members/"), ("Upgrade-Insecure-Requests", "1"), ("Sec-Fetch-Dest", "document"),
        ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-User", "?1"), ("Priority", "u=0, i"),
    ];

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
