using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A <c>gateway serve</c> of its own, as an operator starts it: its file in a folder, its address and its lines read from its output.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    public const string Nobody = "65534";

    private const string Confine = $"""
        set -e
        mount --make-rprivate /
        mount -o remount,bind,ro /
        for shell in sh bash; do mount --bind /dev/null "$(readlink -f "$(command -v $shell)")"; done
        exec setpriv --reuid {Nobody} --regid {Nobody} --clear-groups --bounding-set -all --no-new-privs "$@"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-process-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private GatewayProcess(JsonObject file, string[] under, (string Name, string Value)[] environment)
    {
        File.WriteAllText(FilePath, file.ToJsonString());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] command = [.. under, Path.Combine(AppContext.BaseDirectory, "gateway"), "serve", "--config", FilePath];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public Uri Address { get; private set; } = new("http://invalid");

    public int Id => _process.Id;

    public string FilePath => Path.Combine(_folder, "gateway.json");

    /// <summary>What it has printed and logged so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public static Task<GatewayProcess> StartAsync(JsonObject file, params (string Name, string Value)[] environment) => StartAsync(new GatewayProcess(file, [], environment));

    /// <summary>One that is only begun: whether it ever listens is not waited for.</summary>
    public static GatewayProcess Begin(JsonObject file)
    {
        var gateway = new GatewayProcess(file, [], []);
        gateway.Begin();
        return gateway;
    }

    /// <summary>One for whom the mode of a file counts, also where root starts it.</summary>
    public static Task<GatewayProcess> StartBoundByModesAsync(JsonObject file) =>
        StartAsync(new GatewayProcess(file, Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [], []));

    /// <summary>As a service or a container confines it: nobody's user without capabilities, a read-only file system, no shell that could be run.</summary>
    public static async Task<GatewayProcess> StartConfinedAsync(JsonObject file)
    {
        var gateway = new GatewayProcess(file, ["unshare", "--mount", "sh", "-c", Confine, "confine"], []);
        using var chown = Process.Start("chown", ["-R", Nobody, gateway._folder]);
        await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await StartAsync(gateway);
    }

    /// <summary>One whose every written line meets a full disk; <paramref name="address"/> is what the file says, for it cannot tell.</summary>
    public static async Task<GatewayProcess> StartOnFullDiskAsync(JsonObject file, Uri address)
    {
        var gateway = new GatewayProcess(file, ["sh", "-c", "exec \"$@\" >/dev/full", "sh"], []) { Address = address };
        gateway.Begin();
        await gateway.SaysAsync("The output cannot be written");   // the last that it says of its start
        return gateway;
    }

    private static async Task<GatewayProcess> StartAsync(GatewayProcess gateway)
    {
        gateway.Begin();
        var ended = gateway._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(gateway._listens.Task, ended, Task.Delay(Patience.Limit, TimeProvider.System));
        Assert.True(first == gateway._listens.Task, "The gateway did not start: " + string.Join('\n', gateway.Lines));
        return gateway;
    }

    /// <summary>Sends a signal by its name, such as HUP.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends when it has printed or logged a line with this text.</summary>
    public async Task SaysAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(_process.HasExited || limit.IsCancellationRequested, $"\"{text}\" was not said, but: {string.Join('\n', Lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends it as an operator does; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndedAsync();
    }

    /// <summary>The exit code, once it has ended by itself or by a signal sent before.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Begin()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null) return;

        _lines.Enqueue(line);
        if (Listens().Match(line) is not { Success: true } match) return;

        Address = new Uri(match.Groups[1].Value);
        _listens.TrySetResult();
    }

    [GeneratedRegex("^Gateway listens on (http://[^ ,]+)")]
    private static partial Regex Listens();
}
