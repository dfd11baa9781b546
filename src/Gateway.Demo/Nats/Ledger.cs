namespace Gateway.Demo.Nats;

/// <summary>
/// All calls in the order of arrival: by it a test proves that a call was made once, or not at all. Kept in memory, never
/// printed.
/// </summary>
internal sealed class Ledger
{
    /// <summary>It keeps no more calls: the oldest go.</summary>
    public const int Longest = 50_000;

    private readonly Lock _lock = new();
    private readonly Queue<LedgerCall> _calls = new();
    private readonly List<Waiting> _waiting = [];

    /// <summary>Every call so far.</summary>
    public IReadOnlyList<LedgerCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    public IReadOnlyList<LedgerCall> Of(string endpoint) => [.. Calls.Where(call => call.Endpoint == endpoint)];

    public int Count(string endpoint)
    {
        lock (_lock) return _calls.Count(call => call.Endpoint == endpoint);
    }

    /// <summary>Token calls of one kind: `authorization_code` or `refresh_token`.</summary>
    public int Count(string endpoint, string grantType)
    {
        lock (_lock) return _calls.Count(call => call.Endpoint == endpoint && call.GrantType == grantType);
    }

    public void Clear()
    {
        lock (_lock) _calls.Clear();
    }

    /// <summary>Ends when as many calls have arrived since the last <see cref="Clear"/>, answered or not.</summary>
    public Task ArrivedAsync(string endpoint, int calls, CancellationToken cancellationToken) => ReachedAsync(endpoint, calls, isAnswered: false, cancellationToken);

    /// <summary>Ends when NATS has made up its mind about as many calls.</summary>
    public Task AnsweredAsync(string endpoint, int calls, CancellationToken cancellationToken) => ReachedAsync(endpoint, calls, isAnswered: true, cancellationToken);

    public void Enter(LedgerCall call)
    {
        lock (_lock)
        {
            _calls.Enqueue(call);
            if (_calls.Count > Longest) _calls.Dequeue();
            Wake();
        }
    }

    public void Answer(LedgerCall call, NatsAnswer answer)
    {
        lock (_lock)
        {
            call.Answered(answer);
            Wake();
        }
    }

    private Task ReachedAsync(string endpoint, int calls, bool isAnswered, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(endpoint, calls, isAnswered, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (Reached(waiting)) return Task.CompletedTask;
            _waiting.Add(waiting);
            return waiting.Reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void Wake()
    {
        foreach (var waiting in _waiting.Where(Reached).ToList())
        {
            waiting.Reached.TrySetResult();
            _waiting.Remove(waiting);
        }
    }

    private bool Reached(Waiting waiting) =>
        _calls.Count(call => call.Endpoint == waiting.Endpoint && (!waiting.IsAnswered || call.Status is not null)) >= waiting.Calls;

    private sealed record Waiting(string Endpoint, int Calls, bool IsAnswered, TaskCompletionSource Reached);
}
