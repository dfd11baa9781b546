namespace Gateway.Tests.Harness;

/// <summary>A real nginx of the machine before a php-fpm, by the server block of <c>deploy/upstream</c>.</summary>
internal sealed class NginxPhp : PhpUpstream
{
    private readonly UpstreamFiles _files;
    private readonly ServerProcess _process;
    private readonly PhpFpm _fpm;

    private NginxPhp(UpstreamFiles files, ServerProcess process, PhpFpm fpm) => (_files, _process, _fpm, Address) = (files, process, fpm, new Uri($"http://127.0.0.1:{files.Port}"));

    public override Uri Address { get; }

    protected override bool IsToldBySnippet => _files.HasSnippet;

    public static async Task<NginxPhp> StartAsync(UpstreamFiles files)
    {
        var fpm = await files.StartPoolAsync();

        // What Debian's nginx.conf brings.
        var configuration = await files.WriteAsync("nginx.conf",
        [
            Environment.IsPrivilegedProcess ? "user root;" : "", "daemon off;", "worker_processes 2;", $"pid {files.Folder}/nginx.pid;", "events { worker_connections 768; }",
            "http {", "include /etc/nginx/mime.types;", "access_log off;",
            .. ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(part => $"{part}_temp_path {files.Folder}/{part};"),
            files.Read("nginx-php-fpm.conf", fpm.Address["unix:".Length..]), "}",
        ]);
        var process = await ServerProcess.StartAsync("nginx", ["-c", configuration, "-p", files.Folder, "-g", "error_log stderr notice;"], serving: "start worker process ");
        return new NginxPhp(files, process, fpm) { Area = files.Area };
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _fpm.DisposeAsync();
        _files.Dispose();
    }
}
