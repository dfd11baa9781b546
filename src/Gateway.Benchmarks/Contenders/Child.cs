using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Contenders;

/// <summary>A process that we started and end, with all that it started itself.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The time from its start to the first connection that it took.</summary>
    public TimeSpan ToFirstConnection { get; private init; }

    /// <summary>Starts a program of this benchmark's own folder or of the system, and waits until it takes connections on the port.</summary>
    public static Task<Child> StartAsync(string program, IReadOnlyList<string> arguments, int port) =>
        StartAsync(program, arguments, new IPEndPoint(IPAddress.Loopback, port));

    public static async Task<Child> StartAsync(string program, IReadOnlyList<string> arguments, EndPoint serving)
    {
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new Queue<string>();
        void Keep(string? line)
        {
            if (line is null) return;
            lock (said)
            {
                said.Enqueue(line);
                if (said.Count > 20) said.Dequeue();
            }
        }

        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await TakesConnectionsAsync(serving))
        {
            if (process.HasExited || clock.Elapsed > Patience) throw new InvalidOperationException($"{program} does not start: {string.Join('\n', said)}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return new Child(process) { ToFirstConnection = clock.Elapsed };
    }

    /// <summary>
    /// One that a server may leave and come back to: below the ports that the system hands out, never the same twice, and from another thousand
    /// than a program takes that was started just before or after this one, so that nobody takes it meanwhile.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = 20_000 + (Environment.ProcessId % 6 * 1000) + Random.Shared.Next(1000);
            if (!Taken.TryAdd(port, true)) continue;

            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>What a program prints that ends by itself.</summary>
    public static async Task<string> OutputAsync(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }

    /// <summary>It keeps its connections and answers nothing, nor does anything that it started.</summary>
    public Task FreezeAsync() => SignalAsync("STOP", [Id, .. Started()]);

    public Task ThawAsync() => SignalAsync("CONT", [Id, .. Started()]);

    /// <summary>Has it read its configuration again.</summary>
    public Task HangUpAsync() => SignalAsync("HUP", [Id]);

    /// <summary>Asks it to end, as an operator does, and waits for it.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM", [Id]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task SignalAsync(string name, IEnumerable<int> processes) =>
        await OutputAsync("kill", ["-" + name, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);

    // The workers of a server; the fourth word of a process's line is its parent, and its name, the second, may hold blanks.
    private IEnumerable<int> Started()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                continue;   // it has ended meanwhile
            }

            if (line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == Id.ToString(CultureInfo.InvariantCulture)) yield return id;
        }
    }

    private static async Task<bool> TakesConnectionsAsync(EndPoint serving)
    {
        using var socket = new Socket(serving.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(serving);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Debian's php-fpm has its version in its name.
    private static string Find(string program) =>
        new[] { AppContext.BaseDirectory }.Concat(Folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, program + "?.?")).Order(StringComparer.Ordinal).FirstOrDefault()
        ?? throw new InvalidOperationException($"{program} is missing. src/Gateway.Benchmarks/run.sh installs what the benchmark needs.");
}
