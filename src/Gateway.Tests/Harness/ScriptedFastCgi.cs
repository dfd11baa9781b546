using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>One connection to a scripted php-fpm: what came, and every byte that goes back.</summary>
internal sealed class FastCgiTalk(NetworkStream stream)
{
    private const int Responder = 1;

    /// <summary>Names and values in their order, one Latin-1 character a byte.</summary>
    public List<KeyValuePair<string, string>> Parameters { get; } = [];

    /// <summary>The lengths of the records that carried parameters.</summary>
    public List<int> ParameterRecords { get; } = [];

    public MemoryStream Body { get; } = new();

    /// <summary>Whether the end of the body came.</summary>
    public bool IsBodyWhole { get; private set; }

    public bool KeepConnection { get; private set; }

    public string? this[string name] => Parameters.Where(one => one.Key == name).Select(one => one.Value).SingleOrDefault();

    /// <summary>The next request up to the end of its parameters; false when the connection was closed instead.</summary>
    public async Task<bool> ReadParametersAsync()
    {
        (IsBodyWhole, Body.Position) = (false, 0);
        Parameters.Clear();
        ParameterRecords.Clear();
        Body.SetLength(0);
        if (await ReadRecordAsync() is not (1, { } begin)) return false;
        Assert.Equal(Responder, BinaryPrimitives.ReadUInt16BigEndian(begin));
        KeepConnection = (begin[2] & 1) != 0;
        var bytes = new MemoryStream();
        while (await ReadRecordAsync() is (4, { Length: > 0 } content))
        {
            ParameterRecords.Add(content.Length);
            bytes.Write(content);
        }

        for (var rest = bytes.ToArray().AsSpan(); rest.Length > 0;)
        {
            var (name, value) = (Length(ref rest), Length(ref rest));
            Parameters.Add(new(Encoding.Latin1.GetString(rest[..name]), Encoding.Latin1.GetString(rest.Slice(name, value))));
            rest = rest[(name + value)..];
        }

        return true;
    }

    /// <summary>The whole request, its body included; false when the connection was closed before its end.</summary>
    public async Task<bool> ReadAllAsync() => await ReadParametersAsync() && await ReadBodyAsync();

    public async Task<bool> ReadBodyAsync()
    {
        while (await ReadRecordAsync() is (5, { } content))
        {
            if (content.Length == 0) return IsBodyWhole = true;
            Body.Write(content);
        }

        return false;
    }

    /// <summary>The next record of the body; null when the connection was closed.</summary>
    public async Task<byte[]?> ReadBodyRecordAsync() => await ReadRecordAsync() is (5, { } content) ? content : null;

    public Task OutAsync(string text, int padding = 0) => RecordAsync(6, Encoding.Latin1.GetBytes(text), padding);

    public Task ErrorAsync(string text) => RecordAsync(7, Encoding.Latin1.GetBytes(text));

    public Task EndAsync(int exitStatus = 0, byte protocolStatus = 0)
    {
        var content = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(content, exitStatus);
        content[4] = protocolStatus;
        return RecordAsync(3, content);
    }

    public Task RecordAsync(byte type, byte[] content, int padding = 0, byte version = 1, ushort id = 1) => RawAsync([.. Head(type, content.Length, padding, version, id), .. content, .. new byte[padding]]);

    public async Task RawAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    public static byte[] Head(byte type, int length, int padding = 0, byte version = 1, ushort id = 1) =>
        [version, type, (byte)(id >> 8), (byte)id, (byte)(length >> 8), (byte)length, (byte)padding, 0];

    public void Close() => stream.Close();

    /// <summary>Ends when the other side has closed.</summary>
    public async Task ClosedAsync()
    {
        try
        {
            while (await stream.ReadAsync(new byte[4096], TestContext.Current.CancellationToken) > 0);
        }
        catch (IOException)
        {
            // Closed with a reset: closed all the same.
        }
    }

    private async Task<(byte Type, byte[] Content)?> ReadRecordAsync()
    {
        var head = new byte[8];
        try
        {
            await stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
            var content = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4)) + head[6]];
            await stream.ReadExactlyAsync(content, TestContext.Current.CancellationToken);
            Assert.Equal((1, 1), (head[0], BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2))));
            return (head[1], content[..^head[6]]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Length(ref Span<byte> bytes)
    {
        var isLong = bytes[0] >= 128;
        var length = isLong ? (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0x7FFF_FFFF) : bytes[0];
        bytes = bytes[(isLong ? 4 : 1)..];
        return length;
    }
}

/// <summary>A php-fpm that says byte by byte what a test wants, and keeps every connection for the test to look at.</summary>
internal sealed class ScriptedFastCgi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;

    private ScriptedFastCgi()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>What happens on each new connection; it is closed when this ends.</summary>
    public Func<FastCgiTalk, Task> Answer { get; set; } = PageAsync;

    public ConcurrentQueue<FastCgiTalk> Talks { get; } = new();

    public static ScriptedFastCgi Start() => new();

    /// <summary>A plain page.</summary>
    public static async Task PageAsync(FastCgiTalk talk)
    {
        if (!await talk.ReadAllAsync()) return;
        await talk.OutAsync("Content-Type: text/html\r\n\r\npage");
        await talk.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var talk in Talks) talk.Close();
        await Task.WhenAll(_conversations);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var talk = new FastCgiTalk(client.GetStream());
            Talks.Enqueue(talk);
            try
            {
                await Answer(talk);
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The other side did not wait for it: the test asks it why.
            }
        }
    }
}
