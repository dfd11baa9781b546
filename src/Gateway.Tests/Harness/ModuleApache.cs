using System.Collections.Concurrent;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// What Gateway replaces, running: Debian's Apache with mod_auth_openidc and mod_php over a folder of scripts, one name-based virtual host
/// for each site. <c>/members/</c> needs a member, everything else is public.
/// </summary>
internal sealed class ModuleApache : IAsyncDisposable
{
    /// <summary>A virtual host: its OP, and what it says after the directives that every site has.</summary>
    public sealed record Site(SimulatedNats Nats, string[] Directives);

    private const string Modules = "/usr/lib/apache2/modules";

    private readonly string _folder = Directory.CreateTempSubdirectory("module-apache-").FullName;
    private readonly int _port = FreePort.Take();
    private readonly int _tlsPort = FreePort.Take();
    private readonly ConcurrentBag<TlsWire> _wires = [];
    private ServerProcess? _process;

    private ModuleApache()
    {
    }

    /// <summary><paramref name="sites"/>: by origin.</summary>
    public static async Task<ModuleApache> StartAsync(PhpArea area, IReadOnlyDictionary<string, Site> sites)
    {
        var apache = new ModuleApache();
        area.OpenToServers();
        PhpArea.Open(apache._folder);
        TestCertificate.Write(apache._folder, "sites", [.. sites.Keys.Select(origin => new Uri(origin).Host)]);
        var settings = apache._folder + "/apache.conf";
        await File.WriteAllLinesAsync(settings, [.. apache.Server(), .. sites.SelectMany(site => apache.Host(new Uri(site.Key), area.Root, site.Value))], TestContext.Current.CancellationToken);
        apache._process = await ServerProcess.StartAsync("apache2", ["-DFOREGROUND", "-f", settings], serving: "resuming normal operations");
        return apache;
    }

    public Browser NewBrowser(SimulatedNats nats, string origin)
    {
        var site = new Uri(origin);
        if (site.Scheme == Uri.UriSchemeHttp) return new Browser(new Uri($"http://127.0.0.1:{_port}"), nats, origin);

        var wire = new TlsWire(_tlsPort, site.Host);
        _wires.Add(wire);
        return new Browser(new Uri($"https://127.0.0.1:{_tlsPort}"), nats, origin, wire);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires) wire.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string[] Server() =>
    [
        $"ServerRoot {_folder}", "ServerName 127.0.0.1", $"PidFile {_folder}/apache.pid", $"Mutex file:{_folder}", $"DefaultRuntimeDir {_folder}", "ErrorLog /dev/stderr",
        "LogLevel crit mpm_prefork:notice", Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "",
        .. new[] { "mpm_prefork", "authn_core", "authz_core", "authz_user", "dir", "mime", "env", "setenvif", "socache_shmcb", "ssl", "auth_openidc" }.Select(name => $"LoadModule {name}_module {Modules}/mod_{name}.so"),
        $"LoadModule php_module {Directory.EnumerateFiles(Modules, "libphp*.so").FirstOrDefault() ?? throw new InvalidOperationException("mod_php is missing: src/Gateway.Tests/test.sh installs it.")}",
        "TypesConfig /etc/mime.types", "StartServers 4", "MaxRequestWorkers 40", "LimitRequestFieldSize 65536", "AccessFileName .none",
        $"Listen 127.0.0.1:{_port}", $"Listen 127.0.0.1:{_tlsPort}", "<Directory />", "Require all denied", "</Directory>",
    ];

    private string[] Host(Uri origin, string root, Site site) =>
    [
        .. origin.Scheme == Uri.UriSchemeHttps
            ? [$"<VirtualHost 127.0.0.1:{_tlsPort}>", "SSLEngine on", $"SSLCertificateFile {_folder}/sites.pem", $"SSLCertificateKeyFile {_folder}/sites.key"]
            : new[] { $"<VirtualHost 127.0.0.1:{_port}>" },
        $"ServerName {origin.Scheme}://{origin.Host}:{origin.Port}", $"DocumentRoot {root}", "DirectoryIndex index.php",
        "<FilesMatch \\.php$>", "SetHandler application/x-httpd-php", "</FilesMatch>",
        $"<Directory {root}>", "Require all granted", "</Directory>",
        $"<Directory {root}/members>", "AuthType openid-connect", "Require valid-user", "</Directory>",
        $"OIDCProviderMetadataURL {site.Nats.MetadataUrl}", $"OIDCRedirectURI {new Uri(origin, GatewayHost.Vanity)}", $"OIDCCryptoPassphrase {origin.Host}",
        "OIDCCacheType file", $"OIDCCacheDir {_folder}", "OIDCCacheEncrypt Off", .. site.Directives, "</VirtualHost>",
    ];
}
