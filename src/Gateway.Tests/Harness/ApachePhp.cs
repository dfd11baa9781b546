namespace Gateway.Tests.Harness;

/// <summary>A real Apache of the machine, with mod_php or before a php-fpm, by the virtual host of <c>deploy/upstream</c>.</summary>
internal sealed class ApachePhp : PhpUpstream
{
    private const string Modules = "/usr/lib/apache2/modules/";

    private readonly UpstreamFiles _files;
    private readonly ServerProcess _process;
    private readonly PhpFpm? _fpm;

    private ApachePhp(UpstreamFiles files, ServerProcess process, PhpFpm? fpm) => (_files, _process, _fpm, Address) = (files, process, fpm, new Uri($"http://127.0.0.1:{files.Port}"));

    public override Uri Address { get; }

    protected override bool IsToldBySnippet => _files.HasSnippet;

    public static Task<ApachePhp> StartAsync(UpstreamFiles files) => StartAsync(files, null, files.Read("apache-mod-php.conf"),
    [
        "LoadModule mpm_prefork_module " + Modules + "mod_mpm_prefork.so", "LoadModule php_module " + Directory.EnumerateFiles(Modules, "libphp*.so").First(),
        "<FilesMatch \".+\\.ph(?:ar|p|tml)$\">", "SetHandler application/x-httpd-php", "</FilesMatch>",   // Debian's mods-available/php8.2.conf
    ]);

    public static async Task<ApachePhp> StartWithFpmAsync(UpstreamFiles files)
    {
        var fpm = await files.StartPoolAsync();
        return await StartAsync(files, fpm, files.Read("apache-php-fpm.conf", fpm.Address["unix:".Length..]),
            ["LoadModule mpm_event_module " + Modules + "mod_mpm_event.so", "LoadModule proxy_module " + Modules + "mod_proxy.so", "LoadModule proxy_fcgi_module " + Modules + "mod_proxy_fcgi.so"]);
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_fpm is not null) await _fpm.DisposeAsync();
        _files.Dispose();
    }

    private static async Task<ApachePhp> StartAsync(UpstreamFiles files, PhpFpm? fpm, string site, string[] modules)
    {
        // What Debian's apache2.conf and its enabled modules bring.
        var folder = files.Folder;
        var configuration = await files.WriteAsync("apache.conf",
        [
            $"ServerRoot {folder}", "ServerName localhost", $"PidFile {folder}/apache.pid", $"DefaultRuntimeDir {folder}", "ErrorLog /dev/stderr", "LogLevel warn",
            .. Environment.IsPrivilegedProcess ? (string[])["User www-data", "Group www-data"] : [],
            .. ((string[])["authz_core", "authz_host", "dir", "env", "headers", "mime", "remoteip", "rewrite", "setenvif"]).Select(module => $"LoadModule {module}_module {Modules}mod_{module}.so"),
            "TypesConfig /etc/mime.types", "DirectoryIndex index.php index.html", .. modules, site,
        ]);
        var process = await ServerProcess.StartAsync("apache2", ["-DFOREGROUND", "-f", configuration], serving: "resuming normal operations");
        return new ApachePhp(files, process, fpm) { Area = files.Area };
    }
}
