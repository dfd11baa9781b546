using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Demo.Nats;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Harness;

/// <summary>
/// The clock of the journeys. It tells when somebody has begun to wait for a time, so that a test moves it neither too early nor by
/// guessing; and a test that waits in vain, for which times the product waits.
/// </summary>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private const int MostNamed = 20;

    private readonly ConcurrentDictionary<TimeSpan, Tally> _timers = new();
    private readonly ConcurrentDictionary<object, (TimeSpan Length, DateTimeOffset End)> _pending = new();

    /// <summary>In words, the time and what has been set and has not come: the soonest first.</summary>
    public string Pending
    {
        get
        {
            var pending = _pending.Values.CountBy(timer => timer).OrderBy(timer => timer.Key.End).ToList();
            var named = pending.Take(MostNamed).Select(timer => string.Create(CultureInfo.InvariantCulture, $"{timer.Value} x {timer.Key.Length} until {timer.Key.End:HH:mm:ss.fff}"));
            return string.Create(CultureInfo.InvariantCulture, $"It is {GetUtcNow():HH:mm:ss.fff} by the clock of the test, and {pending.Sum(timer => timer.Value)} timers wait: {string.Join(", ", named)}");
        }
    }

    /// <summary>Ends when so many timers of exactly this length have been set since the start.</summary>
    public Task WaitingAsync(TimeSpan length, int timers, CancellationToken cancellationToken) =>
        _timers.GetOrAdd(length, _ => new Tally()).ReachedAsync(timers, cancellationToken);

    /// <summary>How many timers of exactly this length have been set.</summary>
    public int Timers(TimeSpan length) => _timers.GetOrAdd(length, _ => new Tally()).Count;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var mark = new object();
        Pend(mark, dueTime);
        var timer = new WatchedTimer(this, mark, base.CreateTimer(Ring, state, dueTime, period));
        Note(dueTime);
        return timer;

        void Ring(object? given)
        {
            if (_pending.TryGetValue(mark, out var timer) && timer.End <= GetUtcNow()) _pending.TryRemove(mark, out _);
            callback(given);
        }
    }

    private void Pend(object mark, TimeSpan length)
    {
        if (length == Timeout.InfiniteTimeSpan) _pending.TryRemove(mark, out _);
        else _pending[mark] = (length, GetUtcNow() + length);
    }

    private void Note(TimeSpan length) => _timers.GetOrAdd(length, _ => new Tally()).Add();

    // Some set a timer first and its time later.
    private sealed class WatchedTimer(WatchedClock clock, object mark, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Pend(mark, dueTime);
            var changed = timer.Change(dueTime, period);
            clock.Note(dueTime);
            return changed;
        }

        public void Dispose()
        {
            clock._pending.TryRemove(mark, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock._pending.TryRemove(mark, out _);
            return timer.DisposeAsync();
        }
    }
}
