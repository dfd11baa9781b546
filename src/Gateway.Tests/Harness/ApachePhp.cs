using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A real Apache of the machine, with mod_php or before a php-fpm, by the virtual host of <c>deploy/upstream</c>.</summary>
internal sealed class ApachePhp : PhpUpstream
{
    private const string Modules = "/usr/lib/apache2/modules/";

    private readonly string _folder;
    private readonly ServerProcess _process;
    private readonly PhpFpm? _fpm;

    private ApachePhp(string folder, ServerProcess process, PhpFpm? fpm, int port) => (_folder, _process, _fpm, Address) = (folder, process, fpm, new Uri($"http://127.0.0.1:{port}"));

    public override Uri Address { get; }

    public static Task<ApachePhp> StartAsync(PhpArea area) => StartAsync(area, "apache-mod-php.conf", null,
    [
        "LoadModule mpm_prefork_module " + Modules + "mod_mpm_prefork.so", "LoadModule php_module " + Directory.EnumerateFiles(Modules, "libphp*.so").First(),
        "<FilesMatch \".+\\.ph(?:ar|p|tml)$\">", "SetHandler application/x-httpd-php", "</FilesMatch>",   // Debian's mods-available/php8.2.conf
    ]);

    public static async Task<ApachePhp> StartWithFpmAsync(PhpArea area) => await StartAsync(area, "apache-php-fpm.conf", await PhpFpm.StartAsync(poolLines: "listen.mode = 0666"),
    [
        "LoadModule mpm_event_module " + Modules + "mod_mpm_event.so", "LoadModule proxy_module " + Modules + "mod_proxy.so", "LoadModule proxy_fcgi_module " + Modules + "mod_proxy_fcgi.so",
    ]);

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_fpm is not null) await _fpm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ApachePhp> StartAsync(PhpArea area, string site, PhpFpm? fpm, string[] modules)
    {
        var folder = Directory.CreateTempSubdirectory("apache-").FullName;
        var port = FreePort.Take();
        area.OpenToServers();
        await File.WriteAllTextAsync(folder + "/site.conf", UpstreamFile.Read(site, area, port, fpm?.Address["unix:".Length..]), TestContext.Current.CancellationToken);

        // What Debian's apache2.conf and its enabled modules bring.
        await File.WriteAllLinesAsync(folder + "/apache.conf",
        [
            $"ServerRoot {folder}", "ServerName localhost", $"PidFile {folder}/apache.pid", $"DefaultRuntimeDir {folder}", "ErrorLog /dev/stderr", "LogLevel warn", "EnableSendfile Off",
            .. Environment.IsPrivilegedProcess ? (string[])["User www-data", "Group www-data"] : [],
            .. ((string[])["authz_core", "authz_host", "dir", "env", "headers", "mime", "remoteip", "rewrite", "setenvif"]).Select(module => $"LoadModule {module}_module {Modules}mod_{module}.so"),
            "TypesConfig /etc/mime.types", "DirectoryIndex index.php index.html", .. modules, $"Include {folder}/site.conf",
        ], TestContext.Current.CancellationToken);
        var process = await ServerProcess.StartAsync("apache2", ["-DFOREGROUND", "-f", folder + "/apache.conf"], serving: "resuming normal operations");
        return new ApachePhp(folder, process, fpm, port) { Area = area };
    }
}
