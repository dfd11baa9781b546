using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>A request as it came, its body by its length, and by which connection.</summary>
internal sealed record ScriptedRequest(string Method, string Target, string Body, int Connection);

/// <summary>
/// A web server that says byte by byte what a test wants (Latin-1), whether it is HTTP or not, or fails as it is told to once it has read a
/// request whole. It keeps its connections open for more, as one does that knows nothing of what it has done.
/// </summary>
internal sealed class ScriptedHttp : IAsyncDisposable
{
    /// <summary>Instead of an answer: the connection ends as if nothing were left to say, is cut, or nothing comes.</summary>
    public const string Closes = "closes", Resets = "resets", IsSilent = "is silent";

    private readonly int _port = FreePort.Take();
    private readonly ConcurrentBag<Task> _work = [];
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private TcpListener _listener;
    private int _connections;

    private ScriptedHttp() => _listener = Listen();

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>The answer to a request target, byte by byte.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>The answer to all others; a page that says its target.</summary>
    public Func<string, string> Otherwise { get; set; } = target => $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {target.Length}\r\n\r\n{target}";

    /// <summary>Nothing is answered before.</summary>
    public Task MayAnswer { get; set; } = Task.CompletedTask;

    /// <summary>What came, in its order.</summary>
    public ConcurrentQueue<ScriptedRequest> Requests { get; } = new();

    public static ScriptedHttp Start() => new();

    /// <summary>Ends when so many requests have come since <see cref="Requests"/> were cleared.</summary>
    public async Task ArrivedAsync(int count = 1)
    {
        while (Requests.Count < count) Assert.True(await _arrived.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), "no request came");
    }

    /// <summary>Takes no connections from now on, and ends those that were kept.</summary>
    public void Stop()
    {
        _listener.Stop();
        EndConnections();
    }

    /// <summary>Listens once more where it did before.</summary>
    public void StartAgain() => _listener = Listen();

    public void EndConnections()
    {
        while (_clients.TryTake(out var client)) client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.WhenAll(_work);
        EndConnections();   // what was taken in the last moment
        await Task.WhenAll(_work);
        _arrived.Dispose();
    }

    private TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        _work.Add(AcceptAsync(listener));
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _work.Add(TalkAsync(await listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // No longer there.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        _clients.Add(client);
        var number = Interlocked.Increment(ref _connections);
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await ReadAsync(reader, number) is { } request)
            {
                var answer = Answers.GetValueOrDefault(request.Target) ?? Otherwise(request.Target);   // as it stands when the request comes
                Requests.Enqueue(request);
                _arrived.Release();
                await MayAnswer;
                if (answer == Closes) break;
                if (answer == Resets) client.Client.Close(0);
                if (answer != IsSilent) await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.Method == "HEAD" ? HeadOf(answer) : answer), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException or SocketException or InvalidOperationException)
        {
            // As it was told to, or because the other side did not wait for it: the test asks it why.
        }
        finally
        {
            client.Close();
        }
    }

    private static async Task<ScriptedRequest?> ReadAsync(StreamReader reader, int connection)
    {
        if (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is not { Length: > 0 } first) return null;

        var length = 0;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line[15..], CultureInfo.InvariantCulture);
        var body = new char[length];
        if (length > 0) await reader.ReadBlockAsync(body, TestContext.Current.CancellationToken);   // of nothing it would wait for something
        var words = first.Split(' ');
        return new ScriptedRequest(words[0], words[1], new string(body), connection);
    }

    private static string HeadOf(string answer) => answer[..(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)];
}
