using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A real php-fpm of the machine with a pool of its own, on a Unix socket or a port of loopback.</summary>
internal sealed class PhpFpm : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _folder;

    private PhpFpm(Process process, string folder, string address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>As <c>FastCgi</c> has it in gateway.json.</summary>
    public string Address { get; }

    public int ProcessId => _process.Id;

    public static async Task<PhpFpm> StartAsync(int workers = 4, bool tcp = false, params string[] poolLines)
    {
        var folder = Directory.CreateTempSubdirectory("php-fpm-").FullName;
        var listen = tcp ? "127.0.0.1:" + FreePort.Take().ToString(CultureInfo.InvariantCulture) : folder + "/php.sock";
        var root = Environment.IsPrivilegedProcess;
        await File.WriteAllLinesAsync(folder + "/pool.conf",
        [
            "[global]", "daemonize = no", "error_log = /proc/self/fd/2",
            "[tests]", "listen = " + listen, "listen.mode = 0600", "pm = static", "pm.max_children = " + workers.ToString(CultureInfo.InvariantCulture),
            "clear_env = yes", root ? "user = root" : "", root ? "group = root" : "", .. poolLines,
        ], TestContext.Current.CancellationToken);
        var process = Process.Start(new ProcessStartInfo(Program(), ["-n", "-F", root ? "-R" : "-F", "-y", folder + "/pool.conf", "-p", folder]) { RedirectStandardError = true })!;
        await ReadyAsync(process);
        return new PhpFpm(process, folder, tcp ? listen : "unix:" + listen);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task ReadyAsync(Process process)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(deadline.Token) is { } line)
        {
            said.Add(line);
            if (!line.Contains("ready to handle connections", StringComparison.Ordinal)) continue;
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);   // a full pipe would stop it
            return;
        }

        Assert.Fail("php-fpm does not start: " + string.Join('\n', said));
    }

    // Debian calls it by its version, and keeps it where only root's path leads.
    private static string Program() => new[] { "/usr/sbin", "/usr/local/sbin", "/usr/bin" }.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "php-fpm*")).FirstOrDefault() ?? throw new InvalidOperationException("php-fpm is missing: src/Gateway.Tests/test.sh installs it.");
}
