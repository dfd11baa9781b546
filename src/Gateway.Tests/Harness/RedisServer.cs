using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// A real redis-server on a port of loopback that nobody has, in a folder of its own, keeping nothing on disk unless told to. It can be
/// killed, frozen, and started again on the same port.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string[] _options;
    private Process? _process;

    private RedisServer(int port, string[] options) => (Port, _options) = (port, options);

    public int Port { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("redis-").FullName;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one with more options, as on its command line.</summary>
    public static Task<RedisServer> StartAsync(params string[] options) => StartAsync(_ => options);

    /// <summary>The same for options that name its port.</summary>
    public static async Task<RedisServer> StartAsync(Func<int, string[]> options)
    {
        var port = FreePort.Take();
        var server = new RedisServer(port, options(port));
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        _process = Run("redis-server", ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--daemonize", "no", .. _options]);
        await ReadyAsync();
    }

    /// <summary>As by a power cut.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false } process) return;

        Thaw();
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>It keeps its connections and answers nothing.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>What redis-cli answers to a command, of this server or another on this machine.</summary>
    public Task<string> AskAsync(params string[] command) => AskAsync(Port, command);

    public static async Task<string> AskAsync(int port, params string[] command)
    {
        using var client = Run("redis-cli", ["-p", $"{port}", "--no-auth-warning", .. command]);
        var answer = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        return answer.Trim();
    }

    /// <summary>A connection of the test's own, to look at keys and to move time.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    internal static Process Run(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    // A program that has just been started cannot tell us: the first accepted connection does.
    private async Task ReadyAsync()
    {
        _ = _process!.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while (true)
        {
            Assert.False(_process.HasExited, "redis-server did not start: " + string.Join(' ', _options));
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
    }
}
