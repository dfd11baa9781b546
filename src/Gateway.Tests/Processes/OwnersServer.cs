using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// A server as an owner has it, in a folder: Apache as Debian lays it out, with the commands to work with it and a service manager for two
/// services. Commands of README run there as they are written; only folders and ports are the test's own.
/// </summary>
internal sealed class OwnersServer : IAsyncDisposable
{
    private const string Modules = "/usr/lib/apache2/modules/";

    // What Debian's commands do, as far as README uses them; users and owners of files are left as they are.
    private static readonly (string Name, string Text)[] Programs =
    [
        ("a2ensite", "for site; do test -e $APACHE/sites-available/$site.conf; ln -sf ../sites-available/$site.conf $APACHE/sites-enabled/$site.conf; done"),
        ("a2dissite", "for site; do rm $APACHE/sites-enabled/$site.conf; done"),
        ("a2enmod", $"for module; do echo LoadModule ${{module}}_module {Modules}mod_$module.so > $APACHE/mods-enabled/$module.load; done"),
        ("apache2ctl", "test $1 = configtest; /usr/sbin/apache2 -d $APACHE -f $APACHE/apache2.conf -t"),
        ("useradd", ":"),
        ("chown", ":"),
        ("systemctl", """
            stop_apache() { /usr/sbin/apache2 -d $APACHE -f $APACHE/apache2.conf -k stop; while test -e $APACHE/apache2.pid; do sleep 0.02; done; }
            start_apache() { /usr/sbin/apache2 -d $APACHE -f $APACHE/apache2.conf -k start; }
            line() { sed -n "s#^$1=##p" $ROOT/etc/systemd/system/gateway.service | sed "s#/etc/gateway#$ROOT/etc/gateway#; s#/usr/local/bin#$ROOT/usr/local/bin#"; }
            case "$*" in
                "daemon-reload" | "enable gateway" | "disable gateway") ;;
                "start apache2") start_apache ;;
                "stop apache2") stop_apache ;;
                "restart apache2") stop_apache; start_apache ;;
                "start gateway")
                    $(line ExecStartPre)
                    $(line ExecStart) > $ROOT/gateway.log 2>&1 < /dev/null &
                    echo $! > $ROOT/gateway.pid
                    until grep -q "^Gateway listens on" $ROOT/gateway.log; do kill -0 $(cat $ROOT/gateway.pid) || { cat $ROOT/gateway.log >&2; exit 1; }; sleep 0.02; done ;;
                "stop gateway")
                    kill -TERM $(cat $ROOT/gateway.pid)
                    while kill -0 $(cat $ROOT/gateway.pid) 2> /dev/null; do sleep 0.02; done
                    rm $ROOT/gateway.pid ;;
                *) echo "systemctl $*: not known here" >&2; exit 1 ;;
            esac
            """),
    ];

    private OwnersServer() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("owners-server-").FullName;

    public int Tls { get; } = FreePort.Take();

    public int Plain { get; } = FreePort.Take();

    public int Behind { get; } = FreePort.Take();

    public static OwnersServer Make()
    {
        var server = new OwnersServer();
        PhpArea.Open(server.Folder);
        foreach (var folder in (string[])["bin", "clone/out/linux-x64", "usr/local/bin", "etc/gateway", "etc/systemd/system", "etc/apache2/sites-available", "etc/apache2/sites-enabled", "etc/apache2/mods-enabled", "var/www/site"])
            Directory.CreateDirectory(server[folder]);
        foreach (var (name, text) in Programs) server.Program($"bin/{name}", $"APACHE={server["etc/apache2"]}\nROOT={server.Folder}\n{text}");
        server.Program("clone/out/linux-x64/gateway", $"exec {Path.Combine(AppContext.BaseDirectory, "gateway")} \"$@\"");
        File.CreateSymbolicLink(server["clone/deploy"], Path.Combine(Sources.Root, "deploy"));
        server.Text("etc/apache2/ports.conf", string.Create(CultureInfo.InvariantCulture, $"Listen 127.0.0.1:{server.Plain}\n\n<IfModule ssl_module>\n\tListen 127.0.0.1:{server.Tls}\n</IfModule>\n"));
        server.Text("etc/apache2/apache2.conf", $"""
            ServerName localhost
            PidFile {server["etc/apache2"]}/apache2.pid
            DefaultRuntimeDir {server["etc/apache2"]}
            Mutex file:{server["etc/apache2"]}
            ErrorLog {server.Folder}/apache.log
            {(Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "")}
            {string.Join('\n', ((string[])["mpm_prefork", "authn_core", "authz_core", "authz_host", "authz_user", "alias", "dir", "mime", "env", "setenvif", "socache_shmcb", "ssl", "auth_openidc"]).Select(name => $"LoadModule {name}_module {Modules}mod_{name}.so"))}
            LoadModule php_module {Directory.EnumerateFiles(Modules, "libphp*.so").FirstOrDefault() ?? throw new InvalidOperationException("mod_php is missing: src/Gateway.Tests/test.sh installs it.")}
            <FilesMatch ".+\.ph(?:ar|p|tml)$">
              SetHandler application/x-httpd-php
            </FilesMatch>
            TypesConfig /etc/mime.types
            Include ports.conf
            IncludeOptional mods-enabled/*.load
            IncludeOptional sites-enabled/*.conf

            """);
        return server;
    }

    public string this[string path] => Path.Combine(Folder, path);

    public void Text(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    /// <summary>Runs lines of README; what they say. One that fails ends the test with all that was said.</summary>
    public async Task<string> RunAsync(string lines)
    {
        var placed = lines.Replace("/etc/", this["etc"] + "/", StringComparison.Ordinal).Replace("/usr/local/bin", this["usr/local/bin"], StringComparison.Ordinal).Replace("/var/www", this["var/www"], StringComparison.Ordinal);
        var start = new ProcessStartInfo("sh", ["-ec", placed]) { WorkingDirectory = this["clone"], RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{this["bin"]}:{this["usr/local/bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"{placed}\nended with {shell.ExitCode}:\n{await output}{await errors}");
        return await output;
    }

    /// <summary>The ports of an imported configuration are the machine's; here they are this server's.</summary>
    public void PlaceImported()
    {
        foreach (var (file, port, own) in (IEnumerable<(string, string, int)>)[("gateway.json", "0.0.0.0:443", Tls), ("gateway.json", "0.0.0.0:80", Plain), ("gateway.json", "127.0.0.1:8081", Behind), ("upstream.conf", "127.0.0.1:8081", Behind)])
        {
            var path = this[$"etc/gateway/{file}"];
            File.WriteAllText(path, File.ReadAllText(path).Replace(port, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{own}"), StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(this["gateway.pid"])) await RunAsync("systemctl stop gateway");
        if (File.Exists(this["etc/apache2/apache2.pid"])) await RunAsync("systemctl stop apache2");
        Directory.Delete(Folder, recursive: true);
    }

    private void Program(string path, string text)
    {
        Text(path, $"#!/bin/sh\nset -e\n{text}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(this[path], (UnixFileMode)0b111_101_101);
    }
}
