using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Rules;
using Gateway.Tests.Commands;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// What an import writes, at work: a real Apache with <c>upstream.conf</c> behind a Gateway with <c>gateway.json</c>, the ports alone
/// changed, and beside it the hosts as they were. Four kinds of member get the same pages of both.
/// </summary>
public sealed partial class UpstreamConfTests : IAsyncDisposable
{
    /// <summary>Changes the text of every <c>upstream.conf</c> that is started in its course; null elsewhere.</summary>
    public static readonly AsyncLocal<Func<string, string>?> Edit = new();

    private const string Behind = "127.0.0.1:8081";
    private const int MadeUp = 800_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-behind-").FullName;
    private readonly int _port = FreePort.Take();
    private HostApache? _apache;
    private GatewayHost? _gateway;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_apache is not null) await _apache.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Made_up_hosts_serve_the_same_members_behind_Gateway()
    {
        var hosts = Enumerable.Range(MadeUp, 20).Select(number => new RandomSite(number, $"{_folder}/{number}").Host).ToList();
        foreach (var host in hosts) host.Make();
        var imports = hosts.ToDictionary(host => host, TriedImport.Of);
        await StartAsync(hosts, hosts.Select(TriedImport.Text));

        var wrong = new ConcurrentBag<string>();
        foreach (var kind in TriedHost.Kinds.Prepend("nobody"))   // the OP signs in one kind at a time
            await Parallel.ForEachAsync(hosts, TestContext.Current.CancellationToken, async (host, _) =>
            {
                foreach (var one in await CompareAsync(host, imports[host], kind)) wrong.Add(one);
            });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Documented_host_and_its_variants_serve_php_behind_Gateway()
    {
        await using var area = await FakeMembersArea.StartAsync();
        string[] variants =
        [
            "", "OIDCPassRefreshToken On\n", "ErrorDocument 401 /members/unauth.html\n", "<Files secret.php>\nAuthType openid-connect\nRequire valid-user\n</Files>\n", "RewriteEngine On\nRewriteRule ^/open/(.*)$ /members/full/$1\n",
            $"ProxyPass /app {area.Address}app\n<Location /app>\nAuthType openid-connect\nRequire claim trial:0\n</Location>\n",
        ];
        var hosts = variants.Select((lines, at) => Documented($"nats{at}.example", $"{_folder}/nats{at}", lines)).ToList();
        await StartAsync([], hosts);

        for (var at = 0; at < variants.Length; at++)
        {
            foreach (var kind in TriedHost.Kinds) await AssertServesAsync($"nats{at}.example", kind, at == variants.Length - 1 ? "/app/a" : null);
            var nobody = _gateway!.NewBrowser($"https://nats{at}.example");
            Assert.Equal((200, 302), ((await nobody.GetAsync("/index.php")).Status, (await nobody.GetAsync("/members/full/a.php")).Status));
        }
    }

    [Fact]
    public async Task Apache_behind_judges_the_file_itself_and_knows_Gateway_by_the_secret_alone()
    {
        await StartAsync([], [Documented("nats.example", $"{_folder}/nats", "RewriteEngine On\nRewriteRule ^/open/(.*)$ /members/full/$1\n")]);
        var secret = Secret().Match(await File.ReadAllTextAsync($"{_folder}/out/gateway-nats-example.conf", TestContext.Current.CancellationToken)).Groups[1].Value;

        var full = await DirectAsync("/open/a.php", secret, "0");
        var trial = await DirectAsync("/open/a.php", secret, "1");
        var stranger = await DirectAsync("/open/a.php", "guessed", "0");
        var strangerOutside = await DirectAsync("/index.php", "guessed", "0");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [full, trial, stranger, strangerOutside]);
    }

    [Fact]
    public async Task What_a_proxy_refuses_on_the_way_it_refuses_behind_Gateway()
    {
        await using var area = await FakeMembersArea.StartAsync();
        var host = new TriedHost("guarded.example", $"{_folder}/guarded", $"""
            ProxyPreserveHost On
            ProxyPass / {area.Address}
            SecRuleEngine On
            SecRule ARGS "@contains evil" "id:1,phase:1,deny,status:403"
            <Location /members>
            AuthType openid-connect
            Require valid-user
            AllowMethods GET
            </Location>

            """, new Dictionary<string, string>(), []);
        await StartAsync([host], [TriedImport.Text(host)]);
        var member = _gateway!.NewBrowser($"https://{host.Name}");
        await member.SignInAsync("full", "/members/a.php");

        var (alone, behind) = (new List<string>(), new List<string>());
        foreach (var (method, target) in (IEnumerable<(string, string)>)[("GET", "/members/a.php"), ("HEAD", "/members/a.php"), ("POST", "/members/a.php"), ("DELETE", "/members/a.php"), ("POST", "/a.php"), ("GET", "/members/a.php?x=evil"), ("GET", "/a.php?x=evil")])
        {
            alone.Add($"{method} {target} {(int)(await _apache!.AskAsync(host, target, method, "full")).Status}");
            behind.Add($"{method} {target} {(await member.SendAsync(method, target, null)).Status}");
        }

        Assert.Equal(
            [
                "GET /members/a.php 200", "HEAD /members/a.php 200", "POST /members/a.php 405", "DELETE /members/a.php 405", "POST /a.php 200",
                "GET /members/a.php?x=evil 403", "GET /a.php?x=evil 403",
            ], alone);
        Assert.Equal(alone, behind);
        Assert.DoesNotContain(area.Requests, request => request.Target.Contains("evil", StringComparison.Ordinal));
    }

    private async Task<HttpStatusCode> DirectAsync(string path, string secret, string trial)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{path}"));
        request.Headers.Host = "nats.example";
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("OIDC-Gateway-Secret", secret), ("Remote-User", "full"), ("OIDC-CLAIM-trial", trial)]) request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task AssertServesAsync(string host, string kind, string? proxied)
    {
        var browser = _gateway!.NewBrowser($"https://{host}");
        var members = await browser.SignInAsync(kind, "/members/index.php");
        var full = await browser.GetAsync("/members/full/a.php");

        var mayFull = kind != "trial";
        Assert.Equal((200, mayFull ? 200 : 401), (members.Status, full.Status));
        var told = PhpDump.Of(mayFull ? full : members);
        Assert.Equal((kind, kind, kind == "trial" ? "1" : "0"), (told["REMOTE_USER"], told["OIDC_CLAIM_username"], told["OIDC_CLAIM_trial"]));
        Assert.Null(told["HTTP_OIDC_GATEWAY_SECRET"]);
        if (proxied is null) return;

        var app = await browser.GetAsync(proxied);
        Assert.Equal(mayFull ? (200, $"upstream:{proxied}") : (401, app.Text), (app.Status, app.Text));
    }

    private async Task<IReadOnlyList<string>> CompareAsync(TriedHost host, TriedImport imported, string kind)
    {
        var browser = _gateway!.NewBrowser($"https://{host.Name}");
        var wrong = new List<string>();
        foreach (var path in host.Paths.Take(8))
        {
            var answer = await browser.GetAsync(path);
            if (kind != "nobody" && LeadsToProvider(answer)) answer = await browser.SignInAsync(kind, path);
            var (lets, status, text) = await _apache!.AskAsync(host, path, "GET", kind);
            var isIn = !LeadsToProvider(answer) && answer.Status is not (401 or 403 or 500);
            Assert.True(CanonicalPath.TryParse(path, PathEncodings.Utf8, out var canonical, out _));
            var isSaid = imported.IsSaid(canonical!, imported.Site.Rules.Find(canonical!, "GET").Exact);
            if (isIn ? !lets || (int)status != answer.Status || (answer.Status == 200 && text != answer.Text) : lets && !isSaid)
                wrong.Add($"{host.Name} {path} for {kind}: alone {status} \"{text[..Math.Min(text.Length, 40)]}\", behind Gateway {answer.Status} {answer.Location}\n{host.Case}");
        }

        return wrong;
    }

    private bool LeadsToProvider(Answer answer) => answer.Location is { } location && location.Authority == new Uri(_gateway!.Nats.Issuer).Authority;

    // The host that NATS documents, as it stands on a server with mod_php.
    private static string Documented(string name, string root, string lines)
    {
        using var files = new PhpArea();
        foreach (var page in (string[])["index.php", "members/index.php", "members/full/a.php"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{root}/{page}")!);
            files.Script("dump.php", "/dump.php");
            File.Copy(files["/dump.php"], $"{root}/{page}");
        }

        File.WriteAllText($"{root}/members/unauth.html", "join us");
        return $"""
            <VirtualHost *:443>
            ServerName {name}
            DocumentRoot {root}
            DirectoryIndex index.php
            <FilesMatch "\.php$">
            SetHandler application/x-httpd-php
            </FilesMatch>
            <Directory {root}>
            Require all granted
            </Directory>
            <Directory {root}/members>
            AuthType openid-connect
            Require valid-user
            </Directory>
            <Directory {root}/members/full>
            AuthType openid-connect
            Require claim trial:0
            </Directory>
            OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
            OIDCClientID 1
            OIDCClientSecret secret
            OIDCScope openid
            OIDCRedirectURI https://{name}/members/vanity.php
            OIDCCryptoPassphrase made-up-by-the-owner
            OIDCSessionInactivityTimeout 300
            OIDCSessionMaxDuration 3600
            OIDCRemoteUserClaim username
            OIDCUserInfoRefreshInterval 60
            OIDCTokenBindingPolicy disabled
            {lines}</VirtualHost>

            """;
    }

    private async Task StartAsync(IReadOnlyList<TriedHost> alone, IEnumerable<string> texts)
    {
        await File.WriteAllTextAsync($"{_folder}/all.conf", string.Concat(texts), TestContext.Current.CancellationToken);
        var said = await Said.ByAsync("import-apache", $"{_folder}/all.conf", "--out", $"{_folder}/out");
        Assert.Equal("", said.Errors);

        // As the report asks: the module's lines of .htaccess files go, whose rules stand in Paths.
        foreach (var (folder, text) in alone.SelectMany(host => host.Htaccess))
            await File.WriteAllTextAsync($"{folder}/.htaccess", OfModule().Replace(text, ""), TestContext.Current.CancellationToken);

        var upstream = (await File.ReadAllTextAsync($"{_folder}/out/upstream.conf", TestContext.Current.CancellationToken)).Replace(Behind, $"127.0.0.1:{_port}", StringComparison.Ordinal);
        upstream = Edit.Value?.Invoke(upstream) ?? upstream;
        _apache = await HostApache.StartAsync(_folder, alone, ["mpm_prefork", "php", "headers", "remoteip", "proxy", "proxy_http", "allowmethods", "unique_id", "security2"], "StartServers 4", "MaxRequestWorkers 40", upstream);
        var json = JsonNode.Parse(Relative().Replace(await File.ReadAllTextAsync($"{_folder}/out/gateway.json", TestContext.Current.CancellationToken), $"\"file:{_folder}/out/"), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;
        var sites = json["Sites"]!.AsObject();
        var redirects = sites.SelectMany(site => site.Value!["Origins"]!.AsArray().Select(origin => new Uri(new Uri((string)origin!), (string)site.Value["RedirectUri"]!).ToString())).ToList();
        _gateway = await GatewayHost.StartAsync(
            file: file => file["Sites"] = Placed(sites, (string)file["Sites"]!["a"]!["Provider"]!["MetadataUrl"]!),
            nats: nats => nats with { Clients = [new NatsClient("1", "secret") { RedirectUris = redirects, SignedUserInfo = false }] });
        foreach (var kind in TriedHost.Kinds)
            _gateway.Nats.Members.Put(new NatsMember(kind, $"member-{kind}", kind, new() { ["username"] = kind, ["trial"] = kind == "trial" ? "1" : "0", ["status"] = kind == "expired" ? "2" : "1" }));
    }

    private JsonNode Placed(JsonObject sites, string metadata)
    {
        foreach (var (_, site) in sites)
        {
            site!["Provider"]!["MetadataUrl"] = metadata;
            if ((string)site["Upstream"]! == $"http://{Behind}") site["Upstream"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");
        }

        return sites.DeepClone();
    }

    [GeneratedRegex("^(?:AuthType openid|AuthMerging|</?Require|</?Limit|Require ).*\n", RegexOptions.Multiline)]
    private static partial Regex OfModule();

    [GeneratedRegex("\"file:(?!/)")]
    private static partial Regex Relative();

    [GeneratedRegex("OIDC-Gateway-Secret \"\\^(.+)\\$\"")]
    private static partial Regex Secret();
}
