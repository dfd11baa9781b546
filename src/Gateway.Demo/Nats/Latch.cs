namespace Gateway.Demo.Nats;

/// <summary>Holds calls until a test opens it, and lets the test wait until a number of calls stand before it.</summary>
internal sealed class Latch
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Tally _arrivals = new();

    /// <summary>Calls that came to it, let through since or not.</summary>
    public int Arrivals => _arrivals.Count;

    public void Open() => _open.TrySetResult();

    public Task ArrivedAsync(int calls, CancellationToken cancellationToken) => _arrivals.ReachedAsync(calls, cancellationToken);

    public Task PassAsync(CancellationToken cancellationToken)
    {
        _arrivals.Add();
        return _open.Task.WaitAsync(cancellationToken);
    }
}
