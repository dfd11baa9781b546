using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A connection of which the test decides what is sent when, byte for byte (Latin-1), and what is read.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly StringBuilder _read = new();
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Stream _stream = null!;   // set as it is opened

    /// <summary>All that was read so far.</summary>
    public string Text => _read.ToString();

    public static Task<Wire> OpenAsync(GatewayHost gateway) => OpenAsync(gateway.Address);

    public static async Task<Wire> OpenAsync(Uri server)
    {
        var wire = new Wire();
        await wire._client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        wire._stream = wire._client.GetStream();
        wire._deadline.CancelAfter(Patience.Limit);
        return wire;
    }

    /// <summary>The same by TLS, to the host <c>a.example</c>.</summary>
    public static async Task<Wire> OpenTlsAsync(GatewayHost gateway)
    {
        var wire = await OpenAsync(new Uri($"https://127.0.0.1:{gateway.TlsPort}"));
#pragma warning disable CA5359 // The certificates of the tests are self-signed.
        var tls = new SslStream(wire._stream, false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "a.example" }, wire._deadline.Token);
        wire._stream = tls;
        return wire;
    }

    public ValueTask WriteAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text), _deadline.Token);

    /// <summary>Writes piece by piece as long as the server takes them: one that refuses may have closed before the last. How many it took.</summary>
    public async Task<int> OfferAsync(IEnumerable<string> pieces)
    {
        var taken = 0;
        try
        {
            foreach (var piece in pieces)
            {
                await WriteAsync(piece);
                taken++;
            }
        }
        catch (IOException)
        {
            // What it has answered is still there to be read.
        }

        return taken;
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void End() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away as a browser that was killed does: with a reset.</summary>
    public void Abort()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    /// <summary>Reads until this has come, or the connection has ended.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (!Text.Contains(text, StringComparison.Ordinal) && await ReadSomeAsync() > 0);
        return Text;
    }

    /// <summary>Reads so many bytes more, or to the end of the connection.</summary>
    public async Task ReadMoreAsync(int bytes)
    {
        for (var wanted = _read.Length + bytes; _read.Length < wanted && await ReadSomeAsync() > 0;);
    }

    /// <summary>Reads one byte more, or hears that there is none.</summary>
    public async Task<bool> ReadByteAsync() => await ReadSomeAsync(most: 1) > 0;

    /// <summary>Reads to the end of the connection, which the server must bring about.</summary>
    public async Task<string> ReadToEndAsync()
    {
        await EndsWithResetAsync();
        return Text;
    }

    /// <summary>The same; whether the end was a reset, which no client takes for the end of an answer.</summary>
    public async Task<bool> EndsWithResetAsync()
    {
        try
        {
            while (await ReadSomeAsync() > 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _deadline.Dispose();
        return default;
    }

    private async Task<int> ReadSomeAsync(int most = 16 * 1024)
    {
        var buffer = new byte[most];
        var got = await _stream.ReadAsync(buffer, _deadline.Token);
        _read.Append(Encoding.Latin1.GetString(buffer, 0, got));
        return got;
    }
}
