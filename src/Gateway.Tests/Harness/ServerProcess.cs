using System.Diagnostics;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A real server of the machine in the foreground, started for a test and ended with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"];

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts a program, by the beginning of its name, and waits until it says on standard error that it serves.</summary>
    public static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, string serving)
    {
        var process = Process.Start(new ProcessStartInfo(Find(program), arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);   // a full pipe would stop it
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience.Limit);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(deadline.Token) is { } line)
        {
            said.Add(line);
            if (!line.Contains(serving, StringComparison.Ordinal)) continue;
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new ServerProcess(process);
        }

        Assert.Fail($"{program} does not start: " + string.Join('\n', said));
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // Debian calls php-fpm by its version, and keeps servers where only root's path leads.
    private static string Find(string program) => Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, program + "*")).Order(StringComparer.Ordinal).FirstOrDefault()
        ?? throw new InvalidOperationException($"{program} is missing: src/Gateway.Tests/test.sh installs it.");
}
