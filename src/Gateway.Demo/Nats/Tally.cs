namespace Gateway.Demo.Nats;

/// <summary>Counts, and wakes whoever waits for a count: tests wait for a call instead of sleeping.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    public void Add()
    {
        lock (_lock)
        {
            _count++;
            foreach (var (_, reached) in _waiting.Where(w => w.Count <= _count)) reached.TrySetResult();
            _waiting.RemoveAll(w => w.Count <= _count);
        }
    }

    public Task ReachedAsync(int count, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }
}
