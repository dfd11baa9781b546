using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// A web server that says byte by byte what a test wants (Latin-1), whether it is HTTP or not, and keeps its connections open for more, as
/// one does that knows nothing of what it has done.
/// </summary>
internal sealed class ScriptedHttp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _accepting;

    private ScriptedHttp()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new("http://" + _listener.LocalEndpoint);

    /// <summary>The answer to a request target, byte by byte.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>The answer to all others; a page that says its target.</summary>
    public Func<string, string> Otherwise { get; set; } = target => $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {target.Length}\r\n\r\n{target}";

    /// <summary>Which request came by which connection, in their order.</summary>
    public ConcurrentQueue<(string Target, int Connection)> Requests { get; } = new();

    public static ScriptedHttp Start() => new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var client in _clients) client.Close();
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
        _clients.Add(client);
        var number = _clients.Count;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } first)
            {
                while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 });
                var target = first.Split(' ')[1];
                Requests.Enqueue((target, number));
                var answer = Answers.GetValueOrDefault(target) ?? Otherwise(target);
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The other side did not wait for it: the test asks it why.
        }
    }
}
