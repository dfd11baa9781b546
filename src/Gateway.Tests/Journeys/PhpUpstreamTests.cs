using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// What PHP knows of its request and of the member behind every kind of server, by the files of <c>deploy/upstream</c>: the same that it knows
/// over FastCGI, which is what it knew under the module.
/// </summary>
public sealed class PhpUpstreamTests(UpstreamStages stages) : IClassFixture<UpstreamStages>
{
    private const string Page = "/members/x.php";

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task A_member_arrives_by_the_exact_names_of_the_module(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        stage.Gateway.Log.Clear();

        var dump = PhpDump.Of(await stage.Trial.GetAsync(Page));

        Assert.Equal(("bob", "openid-connect", "bob"), (dump["REMOTE_USER"], dump["AUTH_TYPE"], dump["PHP_AUTH_USER"]));
        Assert.Equal(("1", "bob", "member-1002"), (dump["OIDC_CLAIM_trial"], dump["OIDC_CLAIM_username"], dump["OIDC_CLAIM_sub"]));
        Assert.False(string.IsNullOrEmpty(dump["OIDC_access_token"]));
        Assert.Matches("^[0-9]{10}$", dump["OIDC_access_token_expires"]);
        AssertNothingElseOfOurs(dump);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task The_request_is_the_browsers_and_not_the_one_that_Gateway_made(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        var dump = PhpDump.Of(await RawRequest.SendAsync(stage.Gateway, "GET /public//./dump.php/a%20b/c%25d?x=%2F&y HTTP/1.1",
        [
            "Host: WWW.a.example", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: gopher", "Https: maybe", "Server-Port: 1", "Remote-Addr: 6.6.6.6", "Script-Name: /x", "Request-Uri: /x",
        ]));

        var expected = new Dictionary<string, string?>
        {
            ["REQUEST_URI"] = "/public//./dump.php/a%20b/c%25d?x=%2F&y", ["QUERY_STRING"] = "x=%2F&y", ["REQUEST_METHOD"] = "GET", ["SCRIPT_NAME"] = "/public/dump.php",
            ["SCRIPT_FILENAME"] = stage.Php.Area["/public/dump.php"], ["PATH_INFO"] = "/a b/c%d", ["DOCUMENT_ROOT"] = stage.Php.Area.Root,
            ["HTTPS"] = "on", ["SERVER_PORT"] = "443", ["SERVER_NAME"] = "www.a.example", ["REQUEST_SCHEME"] = "https", ["HTTP_HOST"] = "WWW.a.example", ["SERVER_PROTOCOL"] = "HTTP/1.1",
            ["REMOTE_ADDR"] = "203.0.113.9", ["REMOTE_PORT"] = null, ["SERVER_ADDR"] = "127.0.0.1", ["HTTP_X_FORWARDED_FOR"] = "203.0.113.9",
        };
        Assert.All(expected, one => Assert.Equal((one.Key, one.Value), (one.Key, dump[one.Key])));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task A_plain_origin_is_plain_for_PHP_too(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        var dump = PhpDump.Of(await RawRequest.SendAsync(stage.Gateway, "GET /public/dump.php HTTP/1.1", ["Host: plain.example:8080"]));

        Assert.Equal((null, "8080", "plain.example", "http", "plain.example:8080"), (dump["HTTPS"], dump["SERVER_PORT"], dump["SERVER_NAME"], dump["REQUEST_SCHEME"], dump["HTTP_HOST"]));
        Assert.Matches("^[0-9]+$", dump["REMOTE_PORT"]);
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F127_On_a_public_page_nobody_is_anybody_unless_it_shows_identity(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        stage.Gateway.Log.Clear();

        foreach (var (who, path) in new[] { ("full", "/public/dump.php"), ("nobody", "/public/dump.php"), ("nobody", "/shop/index.php") })
        {
            var dump = await stage.DumpAsync(who, path);
            Assert.Equal(("", null, null), (dump["REMOTE_USER"], dump["AUTH_TYPE"], dump["PHP_AUTH_USER"]));
            Assert.DoesNotContain(dump.Server.Keys, name => name.Contains("OIDC", StringComparison.OrdinalIgnoreCase));
        }

        Assert.Equal(("alice", "0"), (await stage.DumpAsync("full", "/shop/") is var shop ? (shop["REMOTE_USER"], shop["OIDC_CLAIM_trial"]) : default));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F64_A_password_of_the_browsers_own_names_nobody_where_members_are_named(PhpKind kind)
    {
        const string Root = "Authorization: Basic cm9vdDp4";
        var stage = await stages.OfAsync(kind);

        var member = await stage.DumpAsync("trial", Page, Root);
        var shown = await stage.DumpAsync("trial", "/shop/index.php", Root);
        var anonymous = await stage.DumpAsync("nobody", "/shop/index.php", Root);
        var open = await stage.DumpAsync("nobody", "/public/dump.php", Root);

        Assert.All((PhpDump[])[member, shown], dump => Assert.Equal(("bob", "bob", null, null), (dump["REMOTE_USER"], dump["PHP_AUTH_USER"], dump["PHP_AUTH_PW"], dump["HTTP_AUTHORIZATION"])));
        Assert.Equal(("", null, null), (anonymous["REMOTE_USER"], anonymous["PHP_AUTH_USER"], anonymous["HTTP_AUTHORIZATION"]));
        Assert.Equal(("", "root", "x", null), (open["REMOTE_USER"], open["PHP_AUTH_USER"], open["PHP_AUTH_PW"], open["AUTH_TYPE"]));   // an admin area with a password of its own
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F71_Long_and_foreign_values_arrive_whole_and_unclean_ones_not_at_all(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        stage.Gateway.Log.Clear();
        var browser = await stage.SignedInAsync(
            ("cr", "a\rb"), ("lf", "a\nb"), ("nul", "a\0b"), ("del", "a\u007Fb"), ("tab", "a\tb"), ("latin", "\u0080ÿÿ"), ("emoji", "漢字 😀"), ("quotes", "a\"b'c\\d</e>&f+"),
            ("empty", ""), ("k12", new string('x', 12 * 1024)), ("k40", new string('z', 40 * 1024)), ("dot.name", "dotted"));

        var answer = await browser.GetAsync(Page);
        await browser.GetAsync(Page);

        Assert.Equal(200, answer.Status);
        var dump = PhpDump.Of(answer);
        Assert.All(["cr", "lf", "nul", "del", "tab", "k40"], claim => Assert.Null(dump["OIDC_CLAIM_" + claim]));
        Assert.Equal(("\u0080ÿÿ", "漢字 😀", "a\"b'c\\d</e>&f+", "", "dotted"),
            (dump.Text("OIDC_CLAIM_latin"), dump.Text("OIDC_CLAIM_emoji"), dump["OIDC_CLAIM_quotes"], dump["OIDC_CLAIM_empty"], dump["OIDC_CLAIM_dot_name"]));
        Assert.Equal(new string('x', 12 * 1024), dump["OIDC_CLAIM_k12"]);
        AssertNothingElseOfOurs(dump);
        Assert.All((string[])["cr", "lf", "nul", "del", "tab", "k40"],
            claim => Assert.Contains(stage.Gateway.Log.Warnings, line => line.Text.Contains($"claim=\"{claim}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task E40_The_unauthorized_page_knows_what_was_refused_and_not_who_is_signed_in(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/members/why.php");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync(site =>
        {
            site["Paths"]!["/members/why.php"] = "all granted";
            site["Pages"]!["Unauthorized"] = "/members/why.php?reason=trial";
        });
        var trial = await gateway.SignedInAsync("bob");
        trial.Cookies["lang"] = "de";

        using var content = new StringContent("body");
        var answer = await trial.SendAsync("POST", "/members/full/x.php/y?a=1", content, ("Range", "bytes=0-1"), ("Authorization", "Basic eDp5"), ("OIDC-CLAIM-trial", "0"));

        Assert.Equal((401, "application/json"), (answer.Status, answer.Header("Content-Type")));
        VanityStage.AssertOwn(answer);
        var dump = PhpDump.Of(answer);
        var expected = new Dictionary<string, string?>
        {
            ["REQUEST_METHOD"] = "GET", ["SCRIPT_NAME"] = "/members/why.php", ["QUERY_STRING"] = "reason=trial", ["REQUEST_URI"] = "/members/full/x.php/y?a=1",
            ["REDIRECT_URL"] = "/members/full/x.php/y", ["REDIRECT_STATUS"] = "401", ["REDIRECT_REMOTE_USER"] = "bob", ["REDIRECT_QUERY_STRING"] = "a=1", ["REDIRECT_REQUEST_METHOD"] = "POST",
            ["REMOTE_USER"] = "", ["AUTH_TYPE"] = null, ["PHP_AUTH_USER"] = null, ["HTTP_RANGE"] = null, ["HTTP_AUTHORIZATION"] = null, ["HTTP_COOKIE"] = "lang=de", ["HTTP_HOST"] = "a.example",
            ["HTTPS"] = "on", ["HTTP_REDIRECT_URL"] = null,
        };
        Assert.All(expected, one => Assert.Equal((one.Key, one.Value), (one.Key, dump[one.Key])));
        Assert.DoesNotContain(dump.Server.Keys, name => name.Contains("OIDC", StringComparison.OrdinalIgnoreCase));
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task An_upload_arrives_whole_and_is_the_members(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        var body = new string('u', 300_000);

        using var content = new StringContent(body);
        var dump = PhpDump.Of(await stage.Trial.SendAsync("POST", "/members/upload.php?as=avatar", content));

        Assert.Equal((body, "bob", "POST"), (dump.Body, dump["REMOTE_USER"], dump["REQUEST_METHOD"]));
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task E40_Any_answer_but_200_gives_the_built_in_page(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("answer.php", "/members/why.php");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        foreach (var page in (string[])["/members/why.php?status=500&text=no", "/members/why.php?status=302&h[]=Location:/", "/members/none.php"])
        {
            await using var gateway = await php.StartGatewayAsync(site =>
            {
                site["Paths"]![page.Split('?')[0]] = "all granted";
                site["Pages"]!["Unauthorized"] = page;
            });
            var trial = await gateway.SignedInAsync("bob");

            var answer = await trial.GetAsync("/members/full/x.php");

            Assert.Equal((401, true), (answer.Status, answer.Text.Contains("Your membership does not include this page", StringComparison.Ordinal)));
            VanityStage.AssertOwn(answer);
        }
    }

    [Theory]
    [InlineData(PhpKind.ApacheModPhp)]
    [InlineData(PhpKind.ApacheFpm)]
    public async Task The_most_that_is_told_of_a_member_arrives_whole(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        var browser = await stage.SignedInAsync(("one", new string('1', 31_000)), ("two", new string('2', 31_000)));

        var dump = PhpDump.Of(await browser.GetAsync(Page));

        Assert.Equal((new string('1', 31_000), new string('2', 31_000), "dave"), (dump["OIDC_CLAIM_one"], dump["OIDC_CLAIM_two"], dump["REMOTE_USER"]));
    }

    [Fact]
    public async Task Behind_nginx_it_is_45_kB()
    {
        var stage = await stages.OfAsync(PhpKind.NginxFpm);

        Assert.Equal(43_000, PhpDump.Of(await (await stage.SignedInAsync(("one", new string('1', 22_000)), ("two", new string('2', 21_000)))).GetAsync(Page)) is var dump ? dump["OIDC_CLAIM_one"]!.Length + dump["OIDC_CLAIM_two"]!.Length : 0);
        Assert.Equal(500, (await (await stage.SignedInAsync(("one", new string('1', 25_000)), ("two", new string('2', 25_000)))).GetAsync(Page)).Status);
    }

    [Theory]
    [InlineData(PhpKind.ApacheModPhp)]
    [InlineData(PhpKind.ApacheFpm)]
    [InlineData(PhpKind.NginxFpm)]
    public async Task A_folder_without_its_slash_leads_to_Gateway(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        var answer = await stage.AskAsync("nobody", "/folder");

        Assert.Equal((301, true), (answer.Status, answer.Header("Location") is "https://a.example/folder/" or "/folder/"));
    }

    [Theory]
    [InlineData(PhpKind.ApacheModPhp)]
    [InlineData(PhpKind.ApacheFpm)]
    public async Task Rewriting_and_error_pages_of_htaccess_files_lead_to_PHP_that_knows_its_member(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/members/app/index.php", "/members/sorry.php");
        area.Text("/members/app/.htaccess", "RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.php [L]\n");
        area.Text("/members/.htaccess", "ErrorDocument 404 /members/sorry.php\n");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync();
        var trial = await gateway.SignedInAsync("bob");

        var shoes = PhpDump.Of(await trial.GetAsync("/members/app/shoes/7?size=43"));
        using var form = new StringContent("a=b");
        var missing = await trial.SendAsync("POST", "/members/none.html?x=1", form);

        Assert.Equal(("/members/app/index.php", "/members/app/shoes/7?size=43", "bob", "1"), (shoes["SCRIPT_NAME"], shoes["REQUEST_URI"], shoes["REMOTE_USER"], shoes["OIDC_CLAIM_trial"]));
        Assert.DoesNotContain(shoes.Server.Keys, name => name.Contains("OIDC_GATEWAY", StringComparison.Ordinal));
        var sorry = PhpDump.Of(missing);
        Assert.Equal((404, "/members/sorry.php", "/members/none.html?x=1", "bob", "404"), (missing.Status, sorry["SCRIPT_NAME"], sorry["REQUEST_URI"], sorry["REMOTE_USER"], sorry["REDIRECT_STATUS"]));
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task G28_The_first_piece_arrives_while_the_script_still_waits(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        var gate = stage.Php.Area["/gate"];

        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(stage.Gateway.Address.Host, stage.Gateway.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /members/flush.php?gate={gate} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var first = await ReadUntilAsync(reader, "data: first");
        Assert.False(File.Exists(gate));
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);

        Assert.Contains("text/event-stream", first, StringComparison.Ordinal);
        Assert.Contains("data: second", await ReadUntilAsync(reader, "data: second"), StringComparison.Ordinal);
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var read = new System.Text.StringBuilder();
        while (await reader.ReadLineAsync(deadline.Token) is { } line && !read.AppendLine(line).ToString().Contains(text, StringComparison.Ordinal))
        {
        }

        return read.ToString();
    }

    // Neither the headers by which it came nor the plain ones beside them.
    private static void AssertNothingElseOfOurs(PhpDump dump) => Assert.DoesNotContain(dump.Server.Keys, name =>
        name.Contains("OIDC", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("OIDC_CLAIM_", StringComparison.Ordinal) && !name.StartsWith("OIDC_access_token", StringComparison.Ordinal)
        || name.StartsWith("HTTP_REMOTE", StringComparison.OrdinalIgnoreCase));
}
