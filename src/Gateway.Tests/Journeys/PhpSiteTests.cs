using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A whole site over a real php-fpm: files, front controller, the page for refused members, streams, several addresses.</summary>
public sealed class PhpSiteTests(PhpSiteTests.Stage stage) : IClassFixture<PhpSiteTests.Stage>
{
    public sealed class Stage : PhpStage
    {
        private protected override void Fill(PhpArea area)
        {
            base.Fill(area);
            area.Text("/style.css", "body{}");
            area.Text("/film.mp4", "0123456789");
            area.Text("/strange.xyzzy", "?");
            area.Text("/.well-known/security.txt", "Contact: a");
            area.Script("dump.php", "/members/why.php", "/members/full/index.php");
            area.Script("answer.php", "/members/broken.php");
            area.Text("/members/sorry.html", "sorry");
            File.SetLastWriteTimeUtc(area["/film.mp4"], new DateTime(2020, 1, 31, 12, 0, 0, 700, DateTimeKind.Utc));
        }

        // One worker: who is not freed serves nobody else.
        private protected override Task<PhpFpm> StartPhpAsync() => PhpFpm.StartAsync(workers: 1);
    }

    [Theory]
    [InlineData("/style.css", "text/css")]
    [InlineData("/film.mp4", "video/mp4")]
    [InlineData("/members/sorry.html", "text/html")]
    [InlineData("/strange.xyzzy", "application/octet-stream")]
    [InlineData("/.well-known/security.txt", "text/plain")]
    public async Task A_file_has_the_type_that_the_system_gives_it(string path, string type)
    {
        stage.Clear();

        var answer = await stage.Full.GetAsync(path);

        Assert.Equal((200, type, "nosniff"), (answer.Status, answer.Header("Content-Type"), answer.Header("X-Content-Type-Options")));
        Assert.Equal(path.StartsWith("/members/", StringComparison.Ordinal) ? "private" : null, answer.Header("Cache-Control"));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task Ranges_and_conditions_of_files_are_the_frameworks()
    {
        var whole = await stage.Full.GetAsync("/film.mp4");
        var (tag, changed) = (whole.Header("ETag")!, whole.Header("Last-Modified")!);
        Assert.Equal(("0123456789", "bytes", "Fri, 31 Jan 2020 12:00:00 GMT"), (whole.Text, whole.Header("Accept-Ranges"), changed));

        Assert.Equal((206, "234", "bytes 2-4/10"), Part(await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=2-4"))));
        Assert.Equal((206, "789", "bytes 7-9/10"), Part(await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=-3"))));
        Assert.Equal((416, "", "bytes */10"), Part(await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=20-"))));
        Assert.Equal(200, (await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 300).Select(at => "0-0"))))).Status);
        Assert.Equal((206, "01", "bytes 0-1/10"), Part(await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=0-1"), ("If-Range", tag))));
        Assert.Equal(200, (await stage.Full.GetAsync("/film.mp4", ("Range", "bytes=0-1"), ("If-Range", "\"other\""))).Status);
        Assert.Equal(304, (await stage.Full.GetAsync("/film.mp4", ("If-None-Match", tag))).Status);
        Assert.Equal(304, (await stage.Full.GetAsync("/film.mp4", ("If-Modified-Since", changed))).Status);
        Assert.Equal(412, (await stage.Full.GetAsync("/film.mp4", ("If-Match", "\"other\""))).Status);
        var head = await stage.Full.SendAsync("HEAD", "/film.mp4", null);
        Assert.Equal((200, "10", 0), (head.Status, head.Header("Content-Length"), head.Bytes.Length));

        static (int, string, string?) Part(Answer answer) => (answer.Status, answer.Text, answer.Header("Content-Range"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_file_can_only_be_read(string method)
    {
        var answer = await stage.Full.SendAsync(method, "/film.mp4", null);

        Assert.Equal((405, "GET, HEAD"), (answer.Status, answer.Header("Allow")));
    }

    [Theory]
    [InlineData("/public", "/public/")]
    [InlineData("/members?a=%2F", "/members/?a=%2F")]
    [InlineData("//members//full", "/members/full/")]
    public async Task A_folder_without_its_slash_gets_it_behind_its_rule(string target, string location)
    {
        var answer = await stage.AskAsync("full", target);

        Assert.Equal((301, location), (answer.Status, answer.Header("Location")));
        Assert.Equal("DENY", PhpStage.Outcome(await stage.AskAsync("trial", "/members/full")));
        Assert.Equal("LOGIN", PhpStage.Outcome(await stage.AskAsync("nobody", "/members")));
    }

    [Fact]
    public async Task A_front_controller_gets_every_path_without_a_file_under_both_rules()
    {
        var upstream = stage.Upstream();
        upstream["FrontController"] = "/index.php";
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);
        var (nobody, trial) = (gateway.NewBrowser(), await gateway.SignedInAsync("bob"));

        var dump = PhpDump.Of(await nobody.GetAsync("/shop/shoes/7?size=43"));
        Assert.Equal(("/index.php", "/shop/shoes/7?size=43", null), (dump["SCRIPT_NAME"], dump["REQUEST_URI"], dump["PATH_INFO"]));
        Assert.Equal("bob", PhpDump.Of(await trial.GetAsync("/members/shoes"))["REMOTE_USER"]);
        Assert.Equal("DENY", PhpStage.Outcome(await trial.GetAsync("/members/full/shoes")));
        Assert.Equal("LOGIN", PhpStage.Outcome(await nobody.GetAsync("/members/shoes")));
        Assert.Equal("runs /public/index.php", PhpStage.Outcome(await nobody.GetAsync("/public/")));
        Assert.Equal("file uploaded picture", PhpStage.Outcome(await nobody.GetAsync("/uploads/pic.jpg")));
        Assert.Equal(404, (await nobody.GetAsync("/shop/.env")).Status);
    }

    [Fact]
    public async Task A_denied_front_controller_denies_every_path_of_its()
    {
        var upstream = stage.Upstream();
        upstream["FrontController"] = "/index.php";
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = upstream;
            site["Paths"]!["/index.php"] = "valid-user";
        });

        Assert.Equal("LOGIN", PhpStage.Outcome(await gateway.NewBrowser().GetAsync("/shop/shoes")));
    }

    [Fact]
    public async Task E40_The_unauthorized_page_is_a_script_that_knows_what_was_refused_and_not_who_is_signed_in()
    {
        await using var gateway = await StartAsync("/members/why.php?reason=trial", "/members/why.php");
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
            ["CONTENT_LENGTH"] = null, ["HTTPS"] = "on",
        };
        Assert.All(expected, one => Assert.Equal((one.Key, one.Value), (one.Key, dump[one.Key])));
        Assert.DoesNotContain(dump.Server.Keys, name => name.Contains("OIDC", StringComparison.OrdinalIgnoreCase));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members/sorry.html", 401, "sorry")]
    [InlineData("/members/broken.php?status=500&text=no", 401, null)]
    [InlineData("/members/broken.php?status=302&h[]=Location:/", 401, null)]
    [InlineData("/members/none.php", 401, null)]
    [InlineData("/uploads/shell.php", 401, null)]
    public async Task E40_Any_answer_but_200_gives_the_built_in_page(string page, int status, string? text)
    {
        await using var gateway = await StartAsync(page, page.Split('?')[0]);
        var trial = await gateway.SignedInAsync("bob");

        var answer = await trial.GetAsync("/members/full/x.php");

        Assert.Equal(status, answer.Status);
        Assert.Empty(answer.SetCookies);
        if (text is not null) Assert.Equal(text, answer.Text);
        else Assert.Contains("Your membership does not include this page", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G28_The_first_piece_arrives_while_the_script_still_waits()
    {
        stage.Clear();
        var gate = stage.Area["/gate-28"];

        using var client = await OpenAsync($"/members/flush.php?gate={gate}");
        var first = await ReadUntilAsync(client, "data: first\n\n");
        Assert.False(File.Exists(gate));
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        var all = first + await ReadUntilAsync(client, "data: second\n\n");

        Assert.Contains("text/event-stream", all, StringComparison.Ordinal);
        Assert.Contains("data: second\n\n", all, StringComparison.Ordinal);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task G18_A_browser_that_goes_away_frees_the_worker_for_others()
    {
        stage.Clear();
        var gate = stage.Area["/gate-18"];

        using (var client = await OpenAsync($"/members/flush.php?talk=1&gate={gate}"))
            await ReadUntilAsync(client, "data: first\n\n");
        var answer = await stage.Full.GetAsync("/members/x.php");   // by the only worker, once it is free

        Assert.Equal("runs /members/x.php", PhpStage.Outcome(answer));
        Assert.Equal("aborted", await File.ReadAllTextAsync(gate + ".over", TestContext.Current.CancellationToken));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_address_that_is_away_costs_nobody_a_page()
    {
        var upstream = stage.Upstream();
        upstream["FastCgi"] = new JsonArray($"127.0.0.1:{FreePort.Take()}", stage.Php.Address, "unix:" + stage.Area["/none.sock"]);
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);
        var browser = gateway.NewBrowser();

        for (var at = 0; at < 20; at++)
        {
            using var content = new StringContent("body " + at);
            var answer = at % 2 == 0 ? await browser.GetAsync("/index.php") : await browser.SendAsync("POST", "/index.php", content);
            Assert.Equal("runs /index.php", PhpStage.Outcome(answer));
            Assert.Equal(at % 2 == 0 ? "" : "body " + at, PhpDump.Of(answer).Body);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task With_every_address_away_the_page_says_so_and_the_next_try_finds_who_came_back()
    {
        using var folder = new PhpArea();
        await using var back = ScriptedFastCgi.Start();
        var upstream = stage.Upstream();
        upstream["FastCgi"] = new JsonArray("unix:" + folder["/a.sock"], "unix:" + folder["/b.sock"]);
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);

        Proof.ErrorPage(gateway, await gateway.NewBrowser().GetAsync("/index.php"), 502, "upstream_unreachable");
        File.CreateSymbolicLink(folder["/b.sock"], stage.Php.Address["unix:".Length..]);

        Assert.Equal("runs /index.php", PhpStage.Outcome(await gateway.NewBrowser().GetAsync("/index.php")));
    }

    private Task<GatewayHost> StartAsync(string page, string path)
    {
        var upstream = stage.Upstream();
        return GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = upstream;
            site["Paths"]![path] = "all granted";
            site["Pages"]!["Unauthorized"] = page;
        });
    }

    private async Task<TcpClient> OpenAsync(string target)
    {
        var client = new TcpClient();
        await client.ConnectAsync(stage.Gateway.Address.Host, stage.Gateway.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\n\r\n"), TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<string> ReadUntilAsync(TcpClient client, string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience.Limit);
        var (read, buffer) = (new StringBuilder(), new byte[4096]);
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var got = await client.GetStream().ReadAsync(buffer, deadline.Token);
            if (got == 0) break;
            read.Append(Encoding.Latin1.GetString(buffer, 0, got));
        }

        return read.ToString();
    }
}
