using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// The wire between a Gateway and Redis: passes everything on, writes down the commands, makes answers late, and leads to another server
/// when the test says so.
/// </summary>
internal sealed class RedisWire : IAsyncDisposable
{
    private static readonly string[] Upkeep = ["HELLO", "AUTH", "CLIENT", "CONFIG", "INFO", "ECHO", "PING", "SELECT", "SENTINEL", "CLUSTER", "SUBSCRIBE"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly ConcurrentQueue<string[]> _commands = new();
    private readonly Tally _arrivals = new();
    private Stop? _stop;
    private Task _accepting = Task.CompletedTask;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The server that new connections lead to.</summary>
    public int Target { get; set; }

    /// <summary>How late every answer comes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>No answer passes before it ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Commands about keys, in order: not those by which a connection is made and kept.</summary>
    public IReadOnlyList<string[]> Commands => [.. _commands];

    /// <summary>The first byte of each connection: 0x16 begins TLS.</summary>
    public ConcurrentQueue<byte> FirstBytes { get; } = new();

    public static RedisWire Start(int target)
    {
        var wire = new RedisWire { Target = target };
        wire._listener.Start();
        wire._accepting = wire.AcceptAsync();
        return wire;
    }

    public void Forget() => _commands.Clear();

    /// <summary>Ends when so many more commands about keys have come than had before.</summary>
    public Task ArrivedAsync(int more, int before) => _arrivals.ReachedAsync(before + more, TestContext.Current.CancellationToken);

    public int Arrivals => _arrivals.Count;

    /// <summary>The first such command passes, and no answer after it until <see cref="Release"/>. Ends when Redis has got it.</summary>
    public Task StopAfterAsync(Func<string[], bool> command)
    {
        _stop = new Stop(command, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _stop.Reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>What was kept back goes out.</summary>
    public void Release() => _stop!.Released.TrySetResult();

    /// <summary>Ends every connection, as a failover does.</summary>
    public void Cut()
    {
        foreach (var socket in _open.Keys) socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_ended.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _open[client] = _open[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, Target, _ended.Token);
            await Task.WhenAny(PassCommandsAsync(client, server), PassAnswersAsync(server, client));
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side learns of it below.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task PassCommandsAsync(Socket client, Socket server)
    {
        var buffer = new byte[64 * 1024];
        var reader = new RespReader();
        byte? first = null;
        while (await client.ReceiveAsync(buffer, _ended.Token) is var length and > 0)
        {
            if (first is null) FirstBytes.Enqueue((first = buffer[0]).Value);
            var commands = first == '*' ? reader.Read(buffer.AsSpan(0, length)) : [];
            WriteDown(commands);
            var reached = _stop is { } stop && commands.Any(stop.Command) ? stop : null;
            if (reached is not null) Gate = reached.Released.Task;
            await server.SendAsync(buffer.AsMemory(0, length), _ended.Token);
            reached?.Reached.TrySetResult();
        }
    }

    private void WriteDown(IEnumerable<string[]> commands)
    {
        foreach (var command in commands.Where(command => !Upkeep.Contains(command[0], StringComparer.OrdinalIgnoreCase)))
        {
            _commands.Enqueue(command);
            _arrivals.Add();
        }
    }

    private async Task PassAnswersAsync(Socket server, Socket client)
    {
        var buffer = new byte[64 * 1024];
        while (await server.ReceiveAsync(buffer, _ended.Token) is var length and > 0)
        {
            await Gate.WaitAsync(_ended.Token);
            if (Delay > TimeSpan.Zero) await Task.Delay(Delay, TimeProvider.System, _ended.Token);
            await client.SendAsync(buffer.AsMemory(0, length), _ended.Token);
        }
    }

    private sealed record Stop(Func<string[], bool> Command, TaskCompletionSource Reached, TaskCompletionSource Released);
}
