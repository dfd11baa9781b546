using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Harness;

/// <summary>
/// An upstream, by HTTP or FastCGI, that reads a request whole and then does what a test wants with its half of the connection: says something,
/// closes one direction of it, or falls silent with the connection open.
/// </summary>
internal sealed class HalfUpstream : IAsyncDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfInput = [1, 5, 0, 1, 0, 0, 0, 0];

    private readonly bool _isFastCgi;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentBag<Task> _work = [];
    private readonly PhpArea _area = new();

    public HalfUpstream(bool isFastCgi)
    {
        _isFastCgi = isFastCgi;
        _area.Text("/index.php", "never read");
        _listener.Start();
        _work.Add(AcceptAsync());
    }

    /// <summary>For the site's <c>Upstream</c>.</summary>
    public JsonNode Setting => _isFastCgi ? new JsonObject { ["FastCgi"] = $"{_listener.LocalEndpoint}", ["Root"] = _area.Root } : $"http://{_listener.LocalEndpoint}";

    /// <summary>What follows a request; the connection stays as this leaves it.</summary>
    public Func<Socket, Task> Then { get; set; } = _ => Task.CompletedTask;

    /// <summary>Ends when <see cref="Then"/> has ended for a request.</summary>
    public SemaphoreSlim Done { get; } = new(0);

    /// <summary>The beginning of an answer, or a whole one (<paramref name="end"/>): head and body lines are the same in both protocols but for the first.</summary>
    public Task SayAsync(Socket socket, string text, bool end = false)
    {
        var bytes = Encoding.Latin1.GetBytes(_isFastCgi ? text : "HTTP/1.1 200 OK\r\n" + text);
        if (_isFastCgi) bytes = [.. Head(6, bytes.Length), .. bytes, .. end ? [.. Head(3, 8), .. new byte[8]] : Array.Empty<byte>()];
        return socket.SendAsync(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_work);
        _area.Dispose();
        Done.Dispose();
    }

    private static byte[] Head(byte type, int length)
    {
        byte[] head = [1, type, 0, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)length);
        return head;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _work.Add(ServeAsync(await _listener.AcceptSocketAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _sockets.Add(socket);
        var (read, buffer) = (new List<byte>(), new byte[8192]);
        try
        {
            while (!IsWhole(read))
            {
                var got = await socket.ReceiveAsync(buffer);
                if (got == 0) return;
                read.AddRange(buffer.AsSpan(0, got));
            }

            await Then(socket);
            Done.Release();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The other side has not waited, or the test is over.
        }
    }

    private bool IsWhole(List<byte> read) => CollectionsMarshal.AsSpan(read).EndsWith(_isFastCgi ? EndOfInput : EndOfHead);
}
