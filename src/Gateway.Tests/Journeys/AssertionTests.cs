using System.Text;
using System.Text.Json.Nodes;
using Gateway.Identity;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The signed envelope that web servers get: always there, never a browser's, and worth nothing elsewhere, later or for another request.</summary>
public sealed class AssertionTests(UpstreamStages stages) : IClassFixture<UpstreamStages>
{
    private static readonly string[] OurHeaders = ["OIDC-Gateway-Assertion", "OIDC-Gateway-Secret"];

    [Theory]
    [InlineData("/members/x.php", "bob")]
    [InlineData("/public/x.php", null)]
    [InlineData("/style.css", null)]
    public async Task Every_request_is_signed_and_names_the_member_only_where_the_rule_does(string path, string? user)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["UpstreamSecret"] = UpstreamFiles.Secret);
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync(path + "?q=1");

        var said = Read(gateway.Area.Last(path)["OIDC-Gateway-Assertion"]!);
        Assert.Equal(("a", "GET", path + "?q=1"), ((string?)said["aud"], (string?)said["method"], (string?)said["target"]));
        Assert.Equal(gateway.Clock.GetUtcNow().ToUnixTimeSeconds(), (long)said["iat"]!);
        Assert.Equal(60, (long)said["exp"]! - (long)said["iat"]!);
        Assert.Equal(user, (string?)said["vars"]!["REMOTE_USER"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync("/members/x.php");

        Assert.All(OurHeaders, name => Assert.False(gateway.Area.Last("/members/x.php").Has(name)));
    }

    [Theory]
    [InlineData("OIDC-Gateway-Assertion")]
    [InlineData("oidc_gateway_assertion")]
    [InlineData("OIDC-Gateway-Assertion-1")]
    [InlineData("Oidc.Gateway.Assertion-2")]
    [InlineData("OIDC-Gateway-Secret")]
    [InlineData("OIDC_GATEWAY_SECRET")]
    [InlineData("Redirect-OIDC-Gateway-Secret")]
    [InlineData("Http-OIDC-Gateway-Assertion")]
    public async Task F79_A_browsers_own_never_arrives(string name)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["UpstreamSecret"] = UpstreamFiles.Secret);
        var browser = await gateway.SignedInAsync("bob");

        foreach (var (path, status) in new[] { ("/members/x.php", 200), ("/public/x.php", 200), ("/members/full/x.php", 401) })
        {
            gateway.Area.Requests.Clear();
            var answer = await browser.GetAsync(path, (name, "forged"));

            Assert.Equal(status, answer.Status);
            var received = Assert.Single(gateway.Area.Requests);
            Assert.DoesNotContain(received.Headers, header => header.Value.Contains("forged", StringComparison.Ordinal));
            Assert.All(OurHeaders, ours => Assert.Single(received.Folded(ours.ToUpperInvariant().Replace('-', '_'))));
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task F79_Both_spellings_of_plain_headers_are_sent_beside_it()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["UpstreamSecret"] = UpstreamFiles.Secret);
        var browser = await gateway.SignedInAsync("bob");

        await browser.GetAsync("/members/x.php");

        var received = gateway.Area.Last("/members/x.php");
        Assert.Equal(("1", "1", "bob", "bob"), (received["OIDC_CLAIM_trial"], received["OIDC-CLAIM-trial"], received["REMOTE_USER"], received["Remote-User"]));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F80_A_caught_request_is_good_for_itself_for_a_minute(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;

        Assert.Equal("alice", PhpDump.Of(await (await SignedRequest.CatchAsync()).ReplayAsync(php))["REMOTE_USER"]);
        Assert.Equal("alice", PhpDump.Of(await (await SignedRequest.CatchAsync(bytesOfClaims: 12 * 1024)).ReplayAsync(php))["REMOTE_USER"]);
        AssertRefused(await (await SignedRequest.CatchAsync(age: TimeSpan.FromMinutes(2))).ReplayAsync(php));
        AssertRefused(await (await SignedRequest.CatchAsync(age: TimeSpan.FromMinutes(-2))).ReplayAsync(php));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F80_A_request_that_is_not_Gateways_is_refused(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;

        AssertRefused(await DirectRequest.SendAsync(php, "GET", SignedRequest.Page, KeyValuePair.Create("OIDC-CLAIM-trial", "0")));
        AssertRefused(await DirectRequest.SendAsync(php, "GET", "/public/dump.php"));
        AssertRefused(await (await SignedRequest.CatchAsync(site: "b")).ReplayAsync(php));
        AssertRefused(await (await SignedRequest.CatchAsync(secret: "the upstream secret of another server, as long")).ReplayAsync(php));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F80_A_caught_request_is_worth_nothing_for_another(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;
        var caught = await SignedRequest.CatchAsync();

        AssertRefused(await caught.ReplayAsync(php, method: "POST"));
        AssertRefused(await caught.ReplayAsync(php, method: "DELETE"));
        AssertRefused(await caught.ReplayAsync(php, target: "/members/full/x.php"));
        AssertRefused(await caught.ReplayAsync(php, target: SignedRequest.Page + "?delete=1"));
        AssertRefused(await caught.ReplayAsync(php, target: "/members//x.php"));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F79_An_assertion_in_another_form_is_refused(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;
        var caught = await SignedRequest.CatchAsync();
        var parts = caught.Assertion.Split('.');

        foreach (var forged in (string[])
        [
            Encode("""{"alg":"none"}""") + $".{parts[1]}.", Encode("""{"alg":"none"}""") + $".{parts[1]}.{parts[2]}", Encode("""{"alg":"HS384"}""") + $".{parts[1]}.{parts[2]}",
            Encode("""{"alg":"RS256"}""") + $".{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", "..", "x", $"{caught.Assertion}.{parts[2]}",
            caught.Assertion[..^1], $"{parts[0]}.{parts[1][..^4]}.{parts[2]}", $"{parts[0]}.{Encode("{\"aud\":\"a\"}")}.{parts[2]}", $"{caught.Assertion}, {caught.Assertion}",
        ])
            AssertRefused(await caught.With((GatewayAssertion.HeaderName, forged)).ReplayAsync(php), forged);
        AssertRefused(await caught.With((GatewayAssertion.HeaderName, caught.Assertion), (GatewayAssertion.HeaderName + "-1", "x")).ReplayAsync(php), "a part beside a whole one");
        await AssertOnceAsync(kind, caught.With((GatewayAssertion.HeaderName, caught.Assertion), (GatewayAssertion.HeaderName, caught.Assertion)).ReplayAsync(php));
        Assert.Equal("alice", PhpDump.Of(await caught.ReplayAsync(php))["REMOTE_USER"]);
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task F79_All_parts_of_a_long_one_must_be_there_and_no_more(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;
        var caught = await SignedRequest.CatchAsync(bytesOfClaims: 12 * 1024);
        var parts = caught.Parts;
        Assert.True(parts.Count > 3);
        Assert.All(parts, part => Assert.True(part.Value.Length <= 4096));

        for (var missing = 0; missing < parts.Count; missing++)
            AssertRefused(await caught.With(parts.Where((_, number) => number != missing)).ReplayAsync(php), $"without part {missing + 1}");
        AssertRefused(await caught.With([.. parts, ($"{GatewayAssertion.HeaderName}-{parts.Count + 1}", parts[0].Value)]).ReplayAsync(php), "one more");
        AssertRefused(await caught.With([.. parts, (GatewayAssertion.HeaderName, parts[0].Value)]).ReplayAsync(php), "and one without a number");
        AssertRefused(await caught.With([.. parts.SkipLast(1), (parts[^1].Name, parts[^1].Value[..^2])]).ReplayAsync(php), "the last one cut");
        AssertRefused(await caught.With([(parts[1].Name, parts[0].Value), (parts[0].Name, parts[1].Value), .. parts.Skip(2)]).ReplayAsync(php), "in another order");
        await AssertOnceAsync(kind, caught.With([.. parts, parts[0]]).ReplayAsync(php));
        AssertRefused(await caught.With([.. parts, (parts[0].Name, parts[1].Value)]).ReplayAsync(php), "doubled");
        Assert.Equal("alice", PhpDump.Of(await caught.ReplayAsync(php))["REMOTE_USER"]);
    }

    // Of a line that stands twice php-fpm is shown one by nginx (before 1.23): then it is there once.
    private static async Task AssertOnceAsync(PhpKind kind, Task<Answer> replay)
    {
        var answer = await replay;
        if (kind == PhpKind.NginxFpm && answer.Status == 200) Assert.Equal("alice", PhpDump.Of(answer)["REMOTE_USER"]);
        else AssertRefused(answer, "doubled as it is");
    }

    private static void AssertRefused(Answer answer, string input = "") => Assert.True(
        answer.Status == 403 && answer.Text == "This site is reached through its front door only.\n", $"{input}: {answer.Status} {answer.Text}");

    private static JsonNode Read(string assertion) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(assertion.Split('.')[1]))!;

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
