using Gateway.Chaos.Judging;
using Gateway.Chaos.Parts;

namespace Gateway.Chaos.Load;

/// <summary>
/// What stands before two Gateways: sends requests in turn to the nodes that say they are ready, asked five times a second, and to the
/// other one what breaks off at the first.
/// </summary>
internal sealed class Balancer(IReadOnlyList<NodePart> nodes, Journal journal) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _members = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 2000 }) { Timeout = Patience };
    private readonly bool[] _ready = [.. nodes.Select(_ => true)];
    private readonly CancellationTokenSource _ended = new();
    private Task _watching = Task.CompletedTask;
    private int _turn;

    public void Start() => _watching = Task.WhenAll(Enumerable.Range(0, nodes.Count).Select(WatchAsync));

    /// <summary>The answer of one node, or the words of what kept it away.</summary>
    public async Task<(Reply Reply, IReadOnlyList<string> SetCookies)> SendAsync(Func<Uri, HttpRequestMessage> request)
    {
        var first = Next();
        try
        {
            return await SendAsync(first, request);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref journal.PassedOn);
        }
        catch (OperationCanceledException)
        {
            return Failed($"no answer within {Patience.TotalSeconds:0} s");
        }

        try
        {
            return await SendAsync((first + 1) % nodes.Count, request);
        }
        catch (HttpRequestException)
        {
            return Failed("both connections broke");
        }
        catch (OperationCanceledException)
        {
            return Failed($"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>The answer of this very node.</summary>
    public async Task<(Reply Reply, IReadOnlyList<string> SetCookies)> SendAsync(int node, Func<Uri, HttpRequestMessage> request)
    {
        using var message = request(nodes[node].Address);
        using var answer = await _members.SendAsync(message);
        var cookies = answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines.ToArray() : [];
        return (new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString), cookies);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching;
        _ended.Dispose();
        _members.Dispose();
    }

    private static (Reply, IReadOnlyList<string>) Failed(string why) => (new Reply(0, why), []);

    // Where none is ready, each is as good as the other: they say themselves what is wrong.
    private int Next()
    {
        var turn = (int)((uint)Interlocked.Increment(ref _turn) % nodes.Count);
        return _ready[turn] || !_ready.Contains(true) ? turn : Array.IndexOf(_ready, true);
    }

    private async Task WatchAsync(int node)
    {
        while (!_ended.IsCancellationRequested)
        {
            _ready[node] = await Wait.AnswersAsync(nodes[node].Ready);
            await Task.Delay(Pause, TimeProvider.System, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
