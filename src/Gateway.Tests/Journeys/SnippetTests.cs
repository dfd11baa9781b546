using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// PHP behind a server that was told by what <c>gateway upstream-config</c> writes: variables of the server's own, for those who came through
/// Gateway, and nothing for anybody else.
/// </summary>
public sealed class SnippetTests(UpstreamStages stages) : IClassFixture<UpstreamStages>
{
    private const string Page = "/members/x.php";

    [Theory]
    [MemberData(nameof(PhpUpstream.Snippets), MemberType = typeof(PhpUpstream))]
    public async Task A_member_arrives_by_variables_of_the_server(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        var dump = PhpDump.Of(await RawRequest.SendAsync(stage.Gateway, $"GET {Page} HTTP/1.1", ["Host: www.a.example", "X-Forwarded-For: 203.0.113.9", RefusalStage.CookieOf(stage.Trial)]));

        var expected = new Dictionary<string, string?>
        {
            ["REMOTE_USER"] = "bob", ["AUTH_TYPE"] = "openid-connect", ["PHP_AUTH_USER"] = "bob", ["OIDC_CLAIM_trial"] = "1", ["OIDC_CLAIM_username"] = "bob", ["OIDC_CLAIM_sub"] = "member-1002",
            ["REMOTE_ADDR"] = "203.0.113.9", ["HTTPS"] = "on", ["SERVER_PORT"] = "443", ["SERVER_NAME"] = "www.a.example", ["REQUEST_SCHEME"] = "https", ["HTTP_HOST"] = "www.a.example",
        };
        Assert.All(expected, one => Assert.Equal((one.Key, one.Value), (one.Key, dump[one.Key])));
        Assert.False(string.IsNullOrEmpty(dump["OIDC_access_token"]));
        Assert.Matches("^[0-9]{10}$", dump["OIDC_access_token_expires"]);
        Assert.Null(dump["OIDC_gateway_degraded"]);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Snippets), MemberType = typeof(PhpUpstream))]
    public async Task F79_PHP_never_sees_the_secret(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        var secret = stage.Gateway.Configuration.Sites.All[0].UpstreamSecret!.Shared;

        foreach (var dump in (PhpDump[])[await stage.DumpAsync("trial", Page), await stage.DumpAsync("nobody", "/public/dump.php"), await stage.DumpAsync("nobody", "/")])
            Assert.DoesNotContain(dump.Server, one => one.Value.Contains(secret, StringComparison.Ordinal) || one.Key.Contains("GATEWAY_SECRET", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Snippets), MemberType = typeof(PhpUpstream))]
    public async Task F80_Whoever_did_not_come_through_Gateway_is_refused(PhpKind kind)
    {
        var php = (await stages.OfAsync(kind)).Php;
        php.Area.Text("/style.css", "body{}");

        foreach (var lines in (KeyValuePair<string, string>[][])
        [
            [], [Pair("OIDC-CLAIM-trial", "0"), Pair("Remote-User", "alice")], [Pair("OIDC-Gateway-Secret", "guessed")], [Pair("OIDC-Gateway-Secret", "")], [Pair("GATEWAY", "1")],
            [Pair("REDIRECT_GATEWAY", "1"), Pair("OIDC-CLAIM-trial", "0")], [Pair("Redirect-Gateway", "1")],
        ])
            foreach (var path in (string[])[Page, "/public/dump.php", "/style.css", "/", "/none.php"])
                Assert.True((await DirectRequest.SendAsync(php, "GET", path, lines)).Status == 403, $"{path} with {string.Join(", ", lines)}");
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Snippets), MemberType = typeof(PhpUpstream))]
    public async Task F64_On_a_public_page_nobody_is_anybody(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        foreach (var who in (string[])["full", "nobody"])
        {
            var dump = await stage.DumpAsync(who, "/public/dump.php", "OIDC-CLAIM-trial: forged", "Remote-User: forged", "OIDC-Gateway-Secret: forged", "Auth-Type: forged");
            Assert.Equal((true, null), (string.IsNullOrEmpty(dump["REMOTE_USER"]), dump["AUTH_TYPE"]));
            Assert.DoesNotContain(dump.Server, one => one.Key.StartsWith("OIDC_", StringComparison.Ordinal) || one.Value.Contains("forged", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(PhpKind.ApacheModPhpSnippet)]
    [InlineData(PhpKind.ApacheFpmSnippet)]
    public async Task The_file_is_judged_also_where_htaccess_leads_to_it_from_another_address(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/vault/page.php");
        area.Text("/shortcut/.htaccess", "RewriteEngine On\nRewriteRule ^(.*)$ /vault/page.php [L]\n");
        area.Text("/vault/.htaccess", "Require expr \"reqenv('OIDC_CLAIM_trial') == '0'\"\n");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync(site => site["Paths"]!["/"] = "valid-user");
        var (full, trial) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("bob"));

        Assert.Equal("0", PhpDump.Of(await full.GetAsync("/shortcut/x"))["OIDC_CLAIM_trial"]);
        Assert.Equal("0", PhpDump.Of(await full.GetAsync("/vault/page.php"))["OIDC_CLAIM_trial"]);
        Assert.Equal((403, 403), ((await trial.GetAsync("/shortcut/x")).Status, (await trial.GetAsync("/vault/page.php")).Status));
        gateway.AssertQuiet();
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);
}
