using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A real nginx of the machine before a php-fpm, by the server block of <c>deploy/upstream</c>.</summary>
internal sealed class NginxPhp : PhpUpstream
{
    private readonly string _folder;
    private readonly ServerProcess _process;
    private readonly PhpFpm _fpm;

    private NginxPhp(string folder, ServerProcess process, PhpFpm fpm, int port) => (_folder, _process, _fpm, Address) = (folder, process, fpm, new Uri($"http://127.0.0.1:{port}"));

    public override Uri Address { get; }

    public static async Task<NginxPhp> StartAsync(PhpArea area)
    {
        var folder = Directory.CreateTempSubdirectory("nginx-").FullName;
        var port = FreePort.Take();
        var fpm = await PhpFpm.StartAsync(poolLines: "listen.mode = 0666");
        var site = UpstreamFile.Read("nginx-php-fpm.conf", area, port, fpm.Address["unix:".Length..]).Replace("include fastcgi_params", "include /etc/nginx/fastcgi_params", StringComparison.Ordinal);

        // What Debian's nginx.conf brings.
        await File.WriteAllLinesAsync(folder + "/nginx.conf",
        [
            Environment.IsPrivilegedProcess ? "user root;" : "", "daemon off;", "worker_processes 2;", $"pid {folder}/nginx.pid;", "events { worker_connections 768; }",
            "http {", "include /etc/nginx/mime.types;", "access_log off;",
            .. ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(part => $"{part}_temp_path {folder}/{part};"), site, "}",
        ], TestContext.Current.CancellationToken);
        var process = await ServerProcess.StartAsync("nginx", ["-c", folder + "/nginx.conf", "-p", folder, "-g", "error_log stderr notice;"], serving: "start worker process ");
        return new NginxPhp(folder, process, fpm, port) { Area = area };
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _fpm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
