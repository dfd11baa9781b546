using System.Collections.Concurrent;
using Gateway.Demo.Nats;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Harness;

/// <summary>
/// The clock of the journeys. It tells when somebody has begun to wait for a time, so that a test moves it neither too early nor by
/// guessing.
/// </summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<TimeSpan, Tally> _timers = new();

    /// <summary>Ends when so many timers of exactly this length have been set since the start.</summary>
    public Task WaitingAsync(TimeSpan length, int timers, CancellationToken cancellationToken) =>
        _timers.GetOrAdd(length, _ => new Tally()).ReachedAsync(timers, cancellationToken);

    /// <summary>How many timers of exactly this length have been set.</summary>
    public int Timers(TimeSpan length) => _timers.GetOrAdd(length, _ => new Tally()).Count;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(base.CreateTimer(callback, state, dueTime, period), Note);
        Note(dueTime);
        return timer;
    }

    private void Note(TimeSpan length) => _timers.GetOrAdd(length, _ => new Tally()).Add();

    // Some set a timer first and its time later.
    private sealed class WatchedTimer(ITimer timer, Action<TimeSpan> note) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            note(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
