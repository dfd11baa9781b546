using System.Globalization;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A real php-fpm of the machine with a pool of its own, on a Unix socket or a port of loopback.</summary>
internal sealed class PhpFpm : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly string _folder;

    private PhpFpm(ServerProcess process, string folder, string address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>As <c>FastCgi</c> has it in gateway.json.</summary>
    public string Address { get; }

    public int ProcessId => _process.Id;

    public static async Task<PhpFpm> StartAsync(int workers = 4, bool tcp = false, params string[] poolLines)
    {
        var folder = Directory.CreateTempSubdirectory("php-fpm-").FullName;
        PhpArea.Open(folder);   // the socket's own mode counts
        var listen = tcp ? "127.0.0.1:" + FreePort.Take().ToString(CultureInfo.InvariantCulture) : folder + "/php.sock";
        var root = Environment.IsPrivilegedProcess;
        await File.WriteAllLinesAsync(folder + "/pool.conf",
        [
            "[global]", "daemonize = no", "error_log = /proc/self/fd/2",
            "[tests]", "listen = " + listen, "listen.mode = 0600", "pm = static", "pm.max_children = " + workers.ToString(CultureInfo.InvariantCulture),
            "clear_env = yes", root ? "user = root" : "", root ? "group = root" : "", .. poolLines,
        ], TestContext.Current.CancellationToken);
        var process = await ServerProcess.StartAsync("php-fpm", ["-n", "-F", root ? "-R" : "-F", "-y", folder + "/pool.conf", "-p", folder], serving: "ready to handle connections");
        return new PhpFpm(process, folder, tcp ? listen : "unix:" + listen);
    }

    /// <summary>By a pool of an owner's, whose socket and users are those of the test.</summary>
    public static async Task<PhpFpm> StartAsync(string pool, string itsSocket)
    {
        var folder = Directory.CreateTempSubdirectory("php-fpm-").FullName;
        PhpArea.Open(folder);
        var us = Environment.UserName;
        await File.WriteAllTextAsync(folder + "/pool.conf", "[global]\ndaemonize = no\nerror_log = /proc/self/fd/2\n" + pool.Replace(itsSocket, folder + "/php.sock", StringComparison.Ordinal)
            .Replace("listen.owner = gateway", "listen.owner = " + us, StringComparison.Ordinal).Replace("listen.group = gateway", "listen.group = " + us, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return new PhpFpm(await ServerProcess.StartAsync("php-fpm", ["-n", "-F", "-y", folder + "/pool.conf", "-p", folder], serving: "ready to handle connections"), folder, $"unix:{folder}/php.sock");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
