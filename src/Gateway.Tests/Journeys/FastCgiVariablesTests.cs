using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a script of a FastCGI site knows of its request and of the member, over a real php-fpm.</summary>
public sealed class FastCgiVariablesTests(FastCgiVariablesTests.Stage stage) : IClassFixture<FastCgiVariablesTests.Stage>
{
    private const string Page = "/members/x.php";

    public sealed class Stage : PhpStage
    {
        // A signed answer may be no longer than a token; these members have more to say.
        private protected override SimulatedNatsOptions Nats(SimulatedNatsOptions options) => options with { Clients = [options.Clients[0] with { SignedUserInfo = false }] };

        private protected override void Change(JsonObject site)
        {
            site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg");
            site["TrustedProxies"] = new JsonArray("127.0.0.1");
            site["Upstream"]!["Environment"] = new JsonObject
            {
                ["APP_ENV"] = "prod", ["HTTP_X_MODE"] = "mode of the operator", ["REMOTE_USER"] = "root", ["SCRIPT_FILENAME"] = "/etc/passwd", ["OIDC_CLAIM_trial"] = "0",
                ["GATEWAY_INTERFACE"] = "none", ["AUTH_TYPE"] = "none", ["HTTPS"] = "maybe",
            };
        }
    }

    [Fact]
    public async Task A_member_arrives_by_the_exact_names_of_the_module()
    {
        stage.Clear();

        var dump = PhpDump.Of(await stage.Trial.GetAsync(Page));

        Assert.Equal(("bob", "openid-connect", "bob"), (dump["REMOTE_USER"], dump["AUTH_TYPE"], dump["PHP_AUTH_USER"]));
        Assert.Equal(("1", "bob", "member-1002"), (dump["OIDC_CLAIM_trial"], dump["OIDC_CLAIM_username"], dump["OIDC_CLAIM_sub"]));
        Assert.False(string.IsNullOrEmpty(dump["OIDC_access_token"]));
        Assert.Matches("^[0-9]{10}$", dump["OIDC_access_token_expires"]);
        Assert.DoesNotContain(dump.Server.Keys, name => name.StartsWith("HTTP_OIDC", StringComparison.OrdinalIgnoreCase) || name.StartsWith("HTTP_REMOTE", StringComparison.Ordinal));
        Assert.Null(dump["OIDC_refresh_token"]);
        Assert.Null(dump["HTTP_COOKIE"]);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("full")]
    [InlineData("nobody")]
    public async Task F64_On_a_public_page_nobody_is_anybody(string who)
    {
        var dump = PhpDump.Of(await stage.AskAsync(who, "/public/dump.php", "Remote-User: root", "Auth-Type: x"));

        Assert.Equal("", dump["REMOTE_USER"]);
        Assert.Null(dump["AUTH_TYPE"]);
        Assert.Null(dump["PHP_AUTH_USER"]);
        Assert.DoesNotContain(dump.Server.Keys, name => name.Contains("OIDC_", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("OIDC_CLAIM_trial")]
    [InlineData("OIDC-CLAIM-trial")]
    [InlineData("oidc-claim-vip")]
    [InlineData("Remote-User")]
    [InlineData("Redirect-Remote-User")]
    [InlineData("Http-Oidc-Claim-Trial")]
    public async Task F60_No_byte_of_the_browsers_own_is_identity(string name)
    {
        foreach (var (who, path) in new[] { ("trial", Page), ("trial", "/public/dump.php"), ("nobody", "/public/dump.php") })
            Assert.DoesNotContain(PhpDump.Of(await stage.AskAsync(who, path, name + ": forged-0")).Server, one => one.Value.Contains("forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task G01_Php_sees_all_of_a_set_that_takes_several_records()
    {
        stage.Clear();
        var browser = await SignedInAsync(("one", new string('1', 30_000)), ("two", new string('2', 30_000)), ("n127", new string('v', 127)), ("n128", new string('v', 128)));
        var (name127, name128) = (new string('N', 127 - 5), new string('M', 128 - 5));   // with HTTP_ in front

        var dump = PhpDump.Of(await browser.GetAsync(Page, ("X-Long", new string('h', 20_000)), (name127, "short"), (name128, "longer")));

        Assert.Equal((30_000, 30_000, 127, 128), (dump["OIDC_CLAIM_one"]!.Length, dump["OIDC_CLAIM_two"]!.Length, dump["OIDC_CLAIM_n127"]!.Length, dump["OIDC_CLAIM_n128"]!.Length));
        Assert.Equal((new string('h', 20_000), "short", "longer"), (dump["HTTP_X_LONG"], dump["HTTP_" + name127], dump["HTTP_" + name128]));
        Assert.True(dump.Server.Sum(one => one.Key.Length + one.Value.Length) > 70_000);
        stage.Gateway.AssertQuiet();
    }

    // The longest of which gateway check does not warn: php-fpm takes a variable that fits into one record.
    [Fact]
    public async Task G01_Php_sees_the_longest_name_and_value_that_the_operator_may_set()
    {
        var (name, value, upstream) = (new string('N', 64_999), new string('v', 64_995), stage.Upstream());
        upstream["Environment"] = new JsonObject { [name] = "x", ["LARGE"] = value };
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);

        var dump = PhpDump.Of(await RawRequest.GetAsync(gateway, "/public/dump.php"));

        Assert.Equal(("x", value), (dump[name], dump["LARGE"]));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task G03_A_set_above_the_limits_is_refused_or_loses_whole_variables()
    {
        stage.Clear();
        var browser = await SignedInAsync(("one", new string('1', 30_000)), ("two", new string('2', 30_000)), ("three", new string('3', 30_000)), ("zlast", "small"));

        var dump = PhpDump.Of(await browser.GetAsync(Page, ("X-Long", new string('h', 31_000))));
        var refused = await browser.GetAsync(Page, ("X-Long", new string('h', 33_000)));

        Assert.Equal((30_000, 30_000, null, "small", 31_000), (dump["OIDC_CLAIM_one"]!.Length, dump["OIDC_CLAIM_two"]!.Length, dump["OIDC_CLAIM_three"], dump["OIDC_CLAIM_zlast"], dump["HTTP_X_LONG"]!.Length));
        Assert.Equal("dave", dump["REMOTE_USER"]);
        Assert.Equal(431, refused.Status);
        Assert.Equal("A claim is not handed to PHP (too_long): site=a claim=\"three\".", Assert.Single(stage.Gateway.Log.Warnings).Text);
    }

    [Fact]
    public async Task G04_A_value_that_looks_like_another_pair_stays_one_value()
    {
        // Lengths of 38 and 33 as printable bytes: the encoding of one more pair.
        const string pair = "&!OIDC_CLAIM_forged_forged_forged_forged0123456789012345678901234567890";
        stage.Clear();
        var browser = await SignedInAsync(("note", pair), ("sum", "a=b&c=d;REMOTE_USER=root"), ("zero", "a\0b"), ("feed", "a\r\nREMOTE_USER: root"));

        var dump = PhpDump.Of(await browser.GetAsync(Page + "?" + pair.Replace('!', '+'), ("X-Note", pair)));

        Assert.Equal((pair, "a=b&c=d;REMOTE_USER=root", pair, pair.Replace('!', '+')), (dump["OIDC_CLAIM_note"], dump["OIDC_CLAIM_sum"], dump["HTTP_X_NOTE"], dump["QUERY_STRING"]));
        Assert.Equal("dave", dump["REMOTE_USER"]);
        Assert.DoesNotContain(dump.Server.Keys, name => name.Contains("forged", StringComparison.Ordinal) || name is "OIDC_CLAIM_zero" or "OIDC_CLAIM_feed");
    }

    [Fact]
    public async Task F71_Control_characters_lose_their_variable_and_long_ones_theirs()
    {
        stage.Clear();
        var browser = await SignedInAsync(
            ("cr", "a\rb"), ("lf", "a\nb"), ("nul", "a\0b"), ("del", "a\u007Fb"), ("tab", "a\tb"),
            ("latin", "\u0080ÿÿ"), ("emoji", "漢字 😀"), ("k12", new string('x', 12 * 1024)), ("k32", new string('y', 32 * 1024)), ("k40", new string('z', 40 * 1024)));

        var answer = await browser.GetAsync(Page);
        await browser.GetAsync(Page);

        var dump = PhpDump.Of(answer);
        Assert.Equal(200, answer.Status);
        Assert.All(["cr", "lf", "nul", "del", "tab", "k40"], claim => Assert.Null(dump["OIDC_CLAIM_" + claim]));
        Assert.Equal(("\u0080ÿÿ", "漢字 😀"), (dump.Text("OIDC_CLAIM_latin"), dump.Text("OIDC_CLAIM_emoji")));
        Assert.Equal((new string('x', 12 * 1024), new string('y', 32 * 1024)), (dump["OIDC_CLAIM_k12"], dump["OIDC_CLAIM_k32"]));
        Assert.Equal(
            [("cr", "control_character"), ("del", "control_character"), ("k40", "too_long"), ("lf", "control_character"), ("nul", "control_character"), ("tab", "control_character")],
            stage.Gateway.Log.Warnings.Select(line => line.Text.Split('(', ')', '"') is [_, var reason, _, var claim, ..] ? (claim, reason) : default).Order());
    }

    [Fact]
    public async Task F72_Names_are_folded_as_apache_had_them()
    {
        stage.Clear();
        var browser = await SignedInAsync(
            ("a\r\nb", "crlf"), ("c:d", "colon"), ("e f", "blank"), ("g=h", "equals"), ("i\0j", "nul"), ("", "empty"), (new string('n', 300), "long"),
            ("dot.name", "first"), ("dot-name", "second"), (new string('m', 100), "fits"));

        var dump = PhpDump.Of(await browser.GetAsync(Page));

        Assert.Equal(("crlf", "colon", "blank", "equals", "nul"),
            (dump["OIDC_CLAIM_a--b"], dump["OIDC_CLAIM_c-d"], dump["OIDC_CLAIM_e-f"], dump["OIDC_CLAIM_g-h"], dump["OIDC_CLAIM_i-j"]));
        Assert.Equal("fits", dump["OIDC_CLAIM_" + new string('m', 100)]);
        Assert.Single(dump.Server, one => one.Key is "OIDC_CLAIM_dot_name" or "OIDC_CLAIM_dot-name");
        Assert.DoesNotContain(dump.Server.Values, value => value is "empty" or "long");
        Assert.Equal(["name", "name", "name_clash"], stage.Gateway.Log.Warnings.Select(line => line.Text.Split('(', ')')[1]).Order());
    }

    [Theory]
    [InlineData("PATH_TRANSLATED", "OIDC_CLAIM_PATH_TRANSLATED")]
    [InlineData("../x", "OIDC_CLAIM___-x")]
    [InlineData("SCRIPT_FILENAME", "OIDC_CLAIM_SCRIPT_FILENAME")]
    [InlineData("PHP_VALUE", "OIDC_CLAIM_PHP_VALUE")]
    [InlineData("DOCUMENT_ROOT", "OIDC_CLAIM_DOCUMENT_ROOT")]
    [InlineData("LD_PRELOAD", "OIDC_CLAIM_LD_PRELOAD")]
    [InlineData("GATEWAY_INTERFACE", "OIDC_CLAIM_GATEWAY_INTERFACE")]
    public async Task F73_G27_A_claim_by_a_servers_name_keeps_its_prefix(string claim, string variable)
    {
        var browser = await SignedInAsync((claim, "/etc/passwd"));

        var dump = PhpDump.Of(await browser.GetAsync(Page));

        Assert.Equal(stage.Area[Page], dump["SCRIPT_FILENAME"]);
        Assert.Equal(stage.Area.Root, dump["DOCUMENT_ROOT"]);
        Assert.Equal([variable], dump.Server.Where(one => one.Value == "/etc/passwd").Select(one => one.Key));
        Assert.Equal("CGI/1.1", dump["GATEWAY_INTERFACE"]);
        Assert.Null(dump["PHP_VALUE"]);
        Assert.Null(dump["LD_PRELOAD"]);
    }

    [Fact]
    public async Task G22_Type_and_length_of_a_body_are_told_once()
    {
        var answer = await stage.SendAsync("trial", $"POST {Page} HTTP/1.1",
            ["Host: a.example", "Content-Type: text/x-mine", "Content_Type: text/forged", "Content-Length: 4", "Content_Length: 9999"], "body");

        var dump = PhpDump.Of(answer);
        Assert.Equal(("text/x-mine", "4", "body"), (dump["CONTENT_TYPE"], dump["CONTENT_LENGTH"], dump.Body));
        Assert.Null(dump["HTTP_CONTENT_LENGTH"]);
        Assert.DoesNotContain(dump.Server.Values, value => value is "9999" or "text/forged");
    }

    [Theory]
    [InlineData("https://a.example", "on", "443", "a.example")]
    [InlineData("https://www.a.example", "on", "443", "www.a.example")]
    [InlineData("http://plain.example:8080", null, "8080", "plain.example")]
    public async Task G26_The_servers_variables_are_the_gateways_own(string origin, string? https, string port, string host)
    {
        var upstream = stage.Upstream();
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = upstream;
            site["Origins"] = new JsonArray("https://a.example", "https://www.a.example", "http://plain.example:8080");
            site["TrustedProxies"] = new JsonArray("127.0.0.1");
        });

        var answer = await RawRequest.SendAsync(gateway, "GET /public//./dump.php/a%20b/c%25d?x=%2F&y HTTP/1.1",
        [
            "Host: " + new Uri(origin).Authority.ToUpperInvariant(), "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: gopher", "Https: maybe", "Server-Port: 1", "Remote-Addr: 6.6.6.6",
            "Script-Name: /x", "Path-Info: /x", "Request-Uri: /x",
        ]);

        var dump = PhpDump.Of(answer);
        var expected = new Dictionary<string, string?>
        {
            ["SCRIPT_FILENAME"] = stage.Area["/public/dump.php"], ["DOCUMENT_ROOT"] = stage.Area.Root, ["REQUEST_URI"] = "/public//./dump.php/a%20b/c%25d?x=%2F&y",
            ["SCRIPT_NAME"] = "/public/dump.php", ["PATH_INFO"] = "/a b/c%d", ["PATH_TRANSLATED"] = stage.Area.Root + "/a b/c%d", ["PHP_SELF"] = "/public/dump.php/a b/c%d",
            ["HTTPS"] = https, ["SERVER_PORT"] = port, ["SERVER_NAME"] = host, ["REMOTE_ADDR"] = "203.0.113.9", ["REQUEST_SCHEME"] = new Uri(origin).Scheme,
            ["QUERY_STRING"] = "x=%2F&y", ["REQUEST_METHOD"] = "GET", ["SERVER_PROTOCOL"] = "HTTP/1.1", ["GATEWAY_INTERFACE"] = "CGI/1.1", ["SERVER_ADDR"] = "127.0.0.1",
            ["HTTP_HOST"] = new Uri(origin).Authority.ToUpperInvariant(), ["HTTP_X_FORWARDED_FOR"] = "203.0.113.9", ["REMOTE_PORT"] = null, ["CONTENT_LENGTH"] = null,
        };
        Assert.All(expected, one => Assert.Equal((one.Key, one.Value), (one.Key, dump[one.Key])));
    }

    [Fact]
    public async Task G26_Without_anything_behind_the_script_there_is_no_path_info()
    {
        var dump = PhpDump.Of(await stage.AskAsync("nobody", "/public/dump.php"));

        Assert.Null(dump["PATH_INFO"]);
        Assert.Null(dump["PATH_TRANSLATED"]);
        Assert.Equal("", dump["QUERY_STRING"]);
        Assert.Equal("127.0.0.1", dump["REMOTE_ADDR"]);
        Assert.Matches("^[0-9]+$", dump["REMOTE_PORT"]);
    }

    [Fact]
    public async Task G27_The_operators_values_win_over_the_client_and_ours_over_both()
    {
        var dump = PhpDump.Of(await stage.AskAsync("trial", Page, "X-Mode: mode of the client", "App-Env: dev", "Gateway-Interface: x", "Script-Filename: /x"));

        Assert.Equal(("prod", "mode of the operator", "dev"), (dump["APP_ENV"], dump["HTTP_X_MODE"], dump["HTTP_APP_ENV"]));
        Assert.Equal(("bob", "openid-connect", "1"), (dump["REMOTE_USER"], dump["AUTH_TYPE"], dump["OIDC_CLAIM_trial"]));
        Assert.Equal((stage.Area[Page], "CGI/1.1", "on"), (dump["SCRIPT_FILENAME"], dump["GATEWAY_INTERFACE"], dump["HTTPS"]));
    }

    private async Task<Browser> SignedInAsync(params (string Name, JsonNode? Value)[] claims)
    {
        var json = new JsonObject { ["username"] = "dave" };
        foreach (var (name, value) in claims) json[name] = value?.DeepClone();
        stage.Gateway.Nats.Members.Put(new NatsMember("dave", "member-1005", "member with odd claims", json));
        return await stage.Gateway.SignedInAsync("dave");
    }
}
