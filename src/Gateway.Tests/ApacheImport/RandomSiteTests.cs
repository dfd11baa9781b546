using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.ApacheImport;
using Gateway.Commands;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// Three hundred made-up virtual hosts, imported, and asked of a real Apache: nobody comes in by the imported rules whom Apache refuses; whom
/// Apache lets in and they do not is in the report. Apache judges by passwords here, in the place of the module's sessions.
/// </summary>
public sealed class RandomSiteTests : IAsyncDisposable
{
    private const string Modules = "/usr/lib/apache2/modules/";
    private const int Sites = 300;

    // The same sites for everybody; IMPORT_SEED asks for others.
    private const int SameSites = 700_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-random-").FullName;
    private readonly int _port = FreePort.Take();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nobody_comes_in_whom_Apache_refuses()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("IMPORT_SEED"), CultureInfo.InvariantCulture, out var given) ? given : SameSites;
        TestContext.Current.TestOutputHelper!.WriteLine($"IMPORT_SEED={seed}");
        var sites = Enumerable.Range(seed, Sites).Select(number => new RandomSite(number, $"{_folder}/{number}")).ToList();
        foreach (var site in sites) Make(site);
        await using var apache = await StartAsync(sites);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(sites, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (site, _) =>
        {
            if (await CompareAsync(site, client) is [var first, ..]) wrong.Add(first);
        });

        Assert.True(wrong.IsEmpty, $"IMPORT_SEED={seed}, {wrong.Count} sites differ:\n{string.Join("\n\n", wrong.Take(3))}\n{string.Join('\n', wrong.Select(one => one.Split('\n')[0]))}");
    }

    private async Task<List<string>> CompareAsync(RandomSite site, HttpClient client)
    {
        var (imported, findings) = Import(site);
        var wrong = new List<string>();
        foreach (var path in site.Paths())
        {
            var method = path.Length % 5 == 0 ? "POST" : "GET";
            foreach (var kind in RandomSite.Kinds.Prepend("nobody"))
            {
                Assert.True(CanonicalPath.TryParse(path, PathEncodings.Utf8, out var canonical, out _));
                var decision = Decision.Decide(imported.Rules, canonical!, null, method, kind == "nobody" ? null : Member(imported, kind));
                var (lets, status) = await AsksAsync(client, site, path, method, kind);
                var allows = decision.Outcome == Outcome.Allow;
                var isSaid = findings.Any(finding => finding.Kind is FindingKind.NeedsDecision or FindingKind.ChangedMeaning);
                if (allows ? !lets : lets && !isSaid) wrong.Add($"{site.Name} {method} {path} for {kind}: Apache {status}, imported {decision.Outcome} by {decision.Rule}\n{site.Text}{Htaccess(site)}{string.Join('\n', imported.Rules.Rules)}");
            }
        }

        return wrong;
    }

    private static string Htaccess(RandomSite site) => string.Concat(site.Htaccess.Select(file => $"{file.Key}/.htaccess:\n{file.Value}"));

    private (Site Site, IReadOnlyList<Finding> Findings) Import(RandomSite site)
    {
        var file = $"{site.Root}.conf";
        File.WriteAllText(file, $"""
            <VirtualHost *:443>
            ServerName {site.Name}
            OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
            OIDCClientID 1
            OIDCClientSecret secret
            OIDCRedirectURI /vanity.php
            OIDCCryptoPassphrase a-passphrase-of-the-tests
            OIDCRemoteUserClaim username
            <Location /vanity.php>
            AuthType openid-connect
            Require valid-user
            </Location>
            {site.Text}
            </VirtualHost>
            """);
        var importer = Importer.Read(new ImportRequest([file], [], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers(null, null, null));
        var output = Directory.CreateDirectory($"{site.Root}.out").FullName;
        foreach (var (name, secret) in importer.Sites[0].Secrets) File.WriteAllText(Path.Combine(output, name), secret);
        File.WriteAllText(Path.Combine(output, "gateway.json"), importer.Text());
        var read = ConfigurationReader.Read(Path.Combine(output, "gateway.json"), _ => null);
        Assert.True(read.Faults.Count == 0, $"{string.Join('\n', read.Faults)}\n{site.Text}");
        return (read.Configuration!.Sites.All[0], importer.Findings.All);
    }

    private static Member Member(Site site, string kind)
    {
        using var claims = JsonDocument.Parse($$"""{"username":"{{kind}}","trial":"{{(kind == "trial" ? 1 : 0)}}","status":"{{(kind == "expired" ? 2 : 1)}}"}""");
        return ClaimedMember.Of(site, claims.RootElement.Clone(), "");
    }

    private async Task<(bool Lets, HttpStatusCode Status)> AsksAsync(HttpClient client, RandomSite site, string path, string method, string kind)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{_port}{path}");
        request.Headers.Host = site.Name;
        if (kind != "nobody") request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:secret")));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError), answer.StatusCode);
    }

    private void Make(RandomSite site)
    {
        site.Make();
        foreach (var (folder, text) in site.Htaccess)
        {
            File.WriteAllText($"{folder}/.htaccess", text);
            File.WriteAllText($"{folder}/.apache", RandomSite.ByPassword(text, $"{_folder}/passwords"));
        }
    }

    private Task<ServerProcess> StartAsync(List<RandomSite> sites)
    {
        string[] modules = ["mpm_event", "authn_core", "authn_file", "auth_basic", "authz_core", "authz_host", "authz_user", "access_compat", "alias", "dir", "mime", "negotiation", "rewrite", "setenvif", "env"];
        File.WriteAllLines($"{_folder}/passwords", RandomSite.Kinds.Select(kind => $"{kind}:{{SHA}}5en6G6MezRroT3XKqkdPOmY/BfQ="));   // secret
        File.WriteAllLines($"{_folder}/apache.conf",
        [
            $"ServerRoot {_folder}", "ServerName localhost", $"PidFile {_folder}/apache.pid", $"DefaultRuntimeDir {_folder}", "ErrorLog /dev/stderr", "LogLevel crit mpm_event:notice",
            .. Environment.IsPrivilegedProcess ? (string[])["User www-data", "Group www-data"] : [],
            .. modules.Select(module => $"LoadModule {module}_module {Modules}mod_{module}.so"),
            "TypesConfig /etc/mime.types", "DirectoryIndex index.html", "AccessFileName .apache", $"Listen 127.0.0.1:{_port}",
            .. sites.Select(site => $"<VirtualHost 127.0.0.1:{_port}>\nServerName {site.Name}\n{RandomSite.ByPassword(site.Text, $"{_folder}/passwords")}</VirtualHost>"),
        ]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        return ServerProcess.StartAsync("apache2", ["-DFOREGROUND", "-f", $"{_folder}/apache.conf"], serving: "resuming normal operations");
    }
}
