using System.Buffers.Binary;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// An HTTP/2 connection written frame by frame, because no client would send such frames; header blocks go out as they are listed, without
/// any compression. What comes back is kept by stream, in words.
/// </summary>
internal sealed class Http2Wire : IAsyncDisposable
{
    public const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    public const byte EndStream = 1, EndHeaders = 4, Ack = 1;

    private static readonly string[] Errors =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL",
        "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Dictionary<int, string> _outcomes = [];
    private readonly Dictionary<int, string> _bodies = [];
    private readonly HashSet<int> _whole = [];
    private readonly SemaphoreSlim _writing = new(1);
    private SslStream _stream = null!;   // set as it is opened

    /// <summary>Why the server has ended the connection; null while it has not said so.</summary>
    public string? End { get; private set; }

    public static async Task<Http2Wire> OpenAsync(GatewayHost gateway, string serverName = "a.example")
    {
        var wire = new Http2Wire();
        wire._deadline.CancelAfter(Patience.Limit);
        await wire._client.ConnectAsync("127.0.0.1", gateway.TlsPort, wire._deadline.Token);
#pragma warning disable CA5359 // The certificates of the tests are self-signed.
        wire._stream = new SslStream(wire._client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await wire._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = serverName, ApplicationProtocols = [SslApplicationProtocol.Http2] }, wire._deadline.Token);
        await wire._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), wire._deadline.Token);
        await wire.FrameAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]);   // no header table: statuses come as they are
        return wire;
    }

    /// <summary>The header block of a request: pseudo headers of a GET for this path, changed and added to by <paramref name="lines"/> (<c>name: value</c>).</summary>
    public static List<(string Name, string Value)> Get(string path, params ReadOnlySpan<string> lines)
    {
        List<(string Name, string Value)> block = [(":method", "GET"), (":scheme", "https"), (":authority", "a.example"), (":path", path)];
        foreach (var line in lines)
        {
            var colon = line.IndexOf(": ", 1, StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 2)..]);
            var at = name[0] == ':' ? block.FindIndex(one => one.Name == name) : -1;
            if (at >= 0) block[at] = (name, value);
            else block.Add((name, value));
        }

        return block;
    }

    public Task RequestAsync(int stream, IEnumerable<(string Name, string Value)> block, bool endStream = true) =>
        FrameAsync(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), stream, Block(block));

    public static byte[] Block(IEnumerable<(string Name, string Value)> block)
    {
        var bytes = new MemoryStream();
        foreach (var (name, value) in block)
        {
            bytes.WriteByte(0);   // a literal that nobody is to remember
            Write(bytes, name);
            Write(bytes, value);
        }

        return bytes.ToArray();
    }

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public Task FrameAsync(byte type, byte flags, int stream, byte[] payload) => RawAsync(Frame(type, flags, stream, payload));

    /// <summary>Frames as they stand. A connection that the server has ended takes no more, which is no fault.</summary>
    public async Task RawAsync(byte[] frames)
    {
        await _writing.WaitAsync(_deadline.Token);
        try
        {
            await _stream.WriteAsync(frames, _deadline.Token);
            await _stream.FlushAsync(_deadline.Token);
        }
        catch (IOException)
        {
            // What the server had to say before it closed can still be read.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What became of a stream: its status, <c>reset</c> or <c>end</c> with the error, or <c>closed</c>.</summary>
    public async Task<string> OutcomeAsync(int stream)
    {
        while (!_outcomes.ContainsKey(stream) && End is null) await ReadFrameAsync();
        return _outcomes.GetValueOrDefault(stream) ?? End!;
    }

    /// <summary>The body of an answer that has come whole.</summary>
    public async Task<string> BodyAsync(int stream)
    {
        while (!_whole.Contains(stream) && End is null) await ReadFrameAsync();
        return _bodies.GetValueOrDefault(stream, "");
    }

    /// <summary>Reads until the server has ended the connection.</summary>
    public async Task<string> EndAsync()
    {
        while (End is null) await ReadFrameAsync();
        return End;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stream.DisposeAsync();
        _writing.Dispose();
        _deadline.Dispose();
    }

    private static void Write(MemoryStream into, string text)
    {
        // An integer with a prefix of 7 bits (RFC 7541, 5.1), no Huffman.
        var rest = text.Length;
        if (rest < 127) into.WriteByte((byte)rest);
        else
        {
            into.WriteByte(127);
            for (rest -= 127; rest >= 128; rest >>= 7) into.WriteByte((byte)(rest | 128));
            into.WriteByte((byte)rest);
        }

        into.Write(Encoding.Latin1.GetBytes(text));
    }

    private async Task ReadFrameAsync()
    {
        var head = new byte[9];
        byte[] payload;
        try
        {
            await _stream.ReadExactlyAsync(head, _deadline.Token);
            payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >>> 8];
            await _stream.ReadExactlyAsync(payload, _deadline.Token);
        }
        catch (IOException)
        {
            End ??= "closed";
            return;
        }

        var stream = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
        if (head[3] is Headers or Data && (head[4] & EndStream) != 0) _whole.Add(stream);
        if (head[3] == Data) _bodies[stream] = _bodies.GetValueOrDefault(stream, "") + Encoding.UTF8.GetString(payload);
        else if (head[3] == Headers) _outcomes.TryAdd(stream, Status(payload));
        else if (head[3] == Reset) _outcomes.TryAdd(stream, "reset " + Error(payload));
        else if (head[3] == GoAway && Error(payload.AsSpan(4)) is var error) End ??= "end " + error;
        else if (head[3] == Settings && head[4] == 0) await FrameAsync(Settings, Ack, 0, []);
    }

    private static string Error(ReadOnlySpan<byte> payload) => Errors[BinaryPrimitives.ReadInt32BigEndian(payload)];

    // The status stands first: by its number in the static table, or as text.
    private static string Status(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xE0) == 0x20) block = block[1..];   // sizes of the header table
        string[] known = ["200", "204", "206", "304", "400", "404", "500"];
        return block[0] >= 0x88 ? known[block[0] - 0x88] : Encoding.ASCII.GetString(block.Slice(2, int.Min(block[1], 3))).ToString(CultureInfo.InvariantCulture);
    }
}
