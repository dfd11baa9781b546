using System.Text;
using System.Text.RegularExpressions;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>Whatever stands in <c>gateway.json</c>: a whole configuration or faults that an operator can read, and no typing error opens a door.</summary>
public sealed partial class ConfigurationFuzzTests : IDisposable
{
    private const string ClientSecret = "hush-client-0123456789";
    private const string Passphrase = "hush-passphrase-0123456789";
    private const string RedisPassword = "hush-redis-0123456789";

    private const string Whole = $$"""
        {
          // as an owner writes it
          "Listen": [ "http://127.0.0.1:8080" ],
          "Redis": "127.0.0.1:6379,password={{RedisPassword}}",
          "Operations": "http://127.0.0.1:9090",
          "TrustedProxies": [ "10.0.0.0/8" ],
          "Sites": {
            "example": {
              "Origins": [ "https://a.example" ],
              "RedirectUri": "/members/vanity.php",
              "Passphrase": [ "{{Passphrase}}" ],
              "Provider": { "MetadataUrl": "https://nats.example/x", "ClientId": "1,2,3", "ClientSecret": "{{ClientSecret}}", "UserInfoSignedResponseAlg": "RS256" },
              "Upstream": "http://127.0.0.1:8081",
              "Paths": {
                "/": "all granted",
                "/members/": "valid-user",
                "/members/vip/": { "RequireAll": [ "claim trial:0", "claim level~^(gold|platinum)$" ], "Unauthenticated": "Login" },
                "*.zip": { "RequireAny": [ "claim trial:0" ], "Methods": [ "GET", "HEAD" ] }
              },
              "Pages": { "UnauthorizedStatus": 403 },
              "Login": { "StateTimeout": "5m", "Pkce": true, "Scope": "openid" },
              "Session": { "InactivityTimeout": "30m", "MaxDuration": "8h", "Cookie": { "Name": "gateway", "SameSite": "Lax" } },
              "Tokens": { "RefreshBeforeExpiry": "60s", "OnRefreshRefused": "Logout" },
              "Identity": { "RemoteUserClaim": "username", "Headers": "Both" },
              "Logout": { "BackChannel": false },
              "Timeouts": { "FirstByte": "60s" },
              "ReturnUrls": [ "^https://shop\\.example/.*$" ],
            },
          },
        }
        """;

    private static readonly Fuzz Files = new("configuration", [Whole],
        "{", "}", "[", "]", "\"", ",", ":", "//", "/*", "null", "true", "0", "-1", "1e9", "\"\"", "\\u0000", "\\ud800", "é", "\n", "env:X", "file:x", "/", "*", "~", "~(", "~.*", "[[:alpha:]]", "all granted", "valid-user", "not ", "claim a~(", "999999999h", "0s", "https://", "http://b.example", "::1", "10.0.0.0/99",
        "\"Sites\":", "\"Paths\":", "\"Require\":", "\"RequireNone\":", "\"Methods\":", "\"Upstream\": {\"/\":", "\"FastCgi\":", "\"Info\": [\"session\"],", "\"Kestrel\": {},", "\"example\": {", "\"SameSite\": \"None\"", "\"Unauthenticated\": \"410\"");

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_a_whole_configuration_or_has_faults_that_can_be_read() => Files.Run((byte[] bytes) =>
    {
        var result = _folder.Read(bytes);

        Assert.True(result.Configuration is null == result.Faults.Count > 0, "neither good nor at fault");
        Assert.All(result.Faults.Concat(result.Configuration?.Warnings ?? []).Concat(result.Configuration?.Notes ?? []), fault =>
        {
            Assert.True(fault.Remedy[^1] is '.' or '?', fault.Remedy);
            Assert.True(!fault.ToString().Any(char.IsControl), "a fault of several lines: " + fault);
            Assert.True(fault.ToString().Length < 2_000, "a fault as long as the file: " + fault);
        });
        foreach (var site in result.Configuration?.Sites.All ?? [])
        {
            foreach (var path in (string[])["/", "/members/x", "/members/vip/y.zip", "/FULL/é"])
                Assert.True(CanonicalPath.TryParse(Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal), PathEncodings.Utf8, out var canonical, out _) && Decision.Decide(site.Rules, canonical!, null, "GET", null).Rule is not null);
        }

        return string.Join(',', result.Faults.Select(fault => Words().Replace(fault.Remedy, "")[..Math.Min(30, Words().Replace(fault.Remedy, "").Length)]).Distinct().Take(3));
    });

    // Every name of a setting with every letter left out, doubled, of the other case, or changed for its neighbour's.
    [Fact]
    public void A_typing_error_in_the_name_of_a_setting_is_a_fault_and_shows_no_secret()
    {
        Assert.Empty(_folder.Read(Whole).Faults);
        foreach (var name in Names().Matches(Whole).Where(name => char.IsAsciiLetterUpper(name.Groups[1].Value[0])).Select(name => name.Groups[1]))
        {
            foreach (var wrong in Errors(name.Value))
            {
                var result = _folder.Read(Whole[..name.Index] + wrong + Whole[(name.Index + name.Length)..]);

                Assert.True(result.Configuration is null && result.Faults.Count > 0, $"{wrong} for {name.Value} is taken");
                Assert.All(result.Faults, fault => Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_letter_too_many_or_too_few_anywhere_shows_no_secret()
    {
        for (var at = 0; at < Whole.Length; at++)
        {
            foreach (var wrong in (string[])[Whole.Remove(at, 1), Whole.Insert(at, Whole[at..(at + 1)])])
                Assert.All(_folder.Read(wrong).Faults, fault => Assert.DoesNotContain("0123456789", fault.ToString(), StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Errors(string name)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (name.Length > 1) yield return name.Remove(at, 1);
            yield return name.Insert(at, name[at..(at + 1)]);
            yield return name[..at] + (char)(name[at] ^ 0x20) + name[(at + 1)..];
            if (at + 1 < name.Length && name[at] != name[at + 1]) yield return name[..at] + name[at + 1] + name[at] + name[(at + 2)..];
        }
    }

    [GeneratedRegex("\"(\\w+)\":")]
    private static partial Regex Names();

    [GeneratedRegex("\"[^\"]*\"|[0-9]+")]
    private static partial Regex Words();
}
