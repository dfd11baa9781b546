using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>
/// Parts of a site for browsers with a certificate, which Gateway asks nobody for: a real Apache says which they are, and the import of the
/// same host opens none of them, and says so.
/// </summary>
public sealed class CertifiedHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-certified-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_Apache_opens_for_a_certificate_alone_stays_shut_and_is_said()
    {
        var hosts = new[]
        {
            Host("sections", "<Location /members/full>\nSSLVerifyClient require\n</Location>\n<Location /members/full/deep>\nSSLVerifyClient none\n</Location>\n<Directory ROOT/members/sub>\nSSLVerifyClient On\n</Directory>\n<Location /pub>\nSSLVerifyClient optional\n</Location>\n<Location /pub/sub>\nSSLVerifyClient optional_no_ca\n</Location>\n"),
            Host("whole", "SSLVerifyClient on\n<Location /pub>\nSSLVerifyClient off\n</Location>\n"),
            Host("files", "SSLVerifyClient optional\n", ("/pub", "SSLVerifyClient require\n"), ("/members/full", "SSLRequire %{SSL_CLIENT_S_DN_CN} eq \"client\"\n"), ("/members/sub", "SSLRequire %{SSL_CLIENT_S_DN_CN} eq \"other\"\n")),
        };
        foreach (var host in hosts) host.Make();
        TestCertificate.Write(_folder, "server", [.. hosts.Select(host => host.Name)]);
        TestCertificate.Write(_folder, "client", ["client.example"]);
        using var certificate = X509Certificate2.CreateFromPemFile($"{_folder}/client.pem", $"{_folder}/client.key");
        await using var apache = await HostApache.StartAsync(_folder, hosts, ["mpm_event", "ssl", "socache_shmcb"]);

        var said = new List<string>();
        foreach (var host in hosts)
        {
            var imported = TriedImport.Of(host);
            foreach (var path in host.Paths)
            {
                Assert.True(CanonicalPath.TryParse(path, PathEncodings.Utf8, out var canonical, out _));
                var decision = Decision.Decide(imported.Site.Rules, canonical!, null, "GET", null);
                var (without, with) = (await AskAsync(apache, host, path, null), await AskAsync(apache, host, path, certificate));
                said.Add($"{host.Name}{path}: without {without}, with {with}, here {decision.Outcome}{(imported.IsSaid(canonical!, decision.Rule) ? ", which is said" : "")}");
            }
        }

        Assert.Equal(
            [
                "sections.example/a.html: without 200, with 200, here Allow",
                "sections.example/pub/a.html: without 200, with 200, here Allow",
                "sections.example/pub/sub/a.html: without 200, with 200, here Allow",
                "sections.example/members/a.html: without 200, with 200, here Allow",
                "sections.example/members/full/a.html: without nothing, with 200, here Deny, which is said",
                "sections.example/members/full/deep/a.html: without 200, with 200, here Deny, which is said",
                "sections.example/members/sub/a.html: without nothing, with 200, here Deny, which is said",
                "whole.example/a.html: without nothing, with 200, here Deny, which is said",
                "whole.example/pub/a.html: without nothing, with 200, here Deny, which is said",
                "files.example/a.html: without 200, with 200, here Allow",
                "files.example/pub/a.html: without 403, with 200, here Deny, which is said",
                "files.example/members/full/a.html: without 403, with 200, here Deny, which is said",
                "files.example/members/sub/a.html: without 403, with 403, here Deny, which is said",
            ], said);
    }

    private TriedHost Host(string name, string text, params (string Folder, string Text)[] htaccess)
    {
        var root = $"{_folder}/{name}";
        string[] paths = name switch
        {
            "sections" => ["/a.html", "/pub/a.html", "/pub/sub/a.html", "/members/a.html", "/members/full/a.html", "/members/full/deep/a.html", "/members/sub/a.html"],
            "whole" => ["/a.html", "/pub/a.html"],
            _ => ["/a.html", "/pub/a.html", "/members/full/a.html", "/members/sub/a.html"],
        };
        return new TriedHost($"{name}.example", root, $"""
            DocumentRoot {root}
            SSLEngine on
            SSLCertificateFile {_folder}/server.pem
            SSLCertificateKeyFile {_folder}/server.key
            SSLCACertificateFile {_folder}/client.pem
            <Directory {root}>
            AllowOverride All
            Require all granted
            </Directory>
            {text.Replace("ROOT", root, StringComparison.Ordinal)}
            """, htaccess.ToDictionary(file => root + file.Folder, file => file.Text), paths);
    }

    // What Apache answers; nothing where it ends the connection.
    private static async Task<string> AskAsync(HostApache apache, TriedHost host, string path, X509Certificate2? certificate)
    {
        using var wire = new TlsWire(apache.Port, host.Name, certificate);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{host.Name}{path}"));
        request.Headers.Host = host.Name;
        wire.Address(request, request.RequestUri!, path);
        try
        {
            using var answer = await wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return $"{(int)answer.StatusCode}";
        }
        catch (Exception ended) when (ended is HttpRequestException or IOException)
        {
            return "nothing";
        }
    }
}
