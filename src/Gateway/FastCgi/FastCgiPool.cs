using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Gateway.FastCgi;

/// <summary>How many connections an application is given, and what becomes of them.</summary>
/// <param name="Connections">At once; who comes then waits.</param>
/// <param name="Queue">How many may wait; who comes then is refused.</param>
/// <param name="KeepAlive">Whether a connection serves again. An idle one occupies a whole worker of php-fpm.</param>
internal sealed record FastCgiPoolSettings(int Connections, int Queue, bool KeepAlive);

/// <summary>
/// The connections to one address. A full pool lets a bounded number wait, so that a slow php-fpm costs its own site and no other; kept
/// connections go after one idle second, because each holds a worker.
/// </summary>
#pragma warning disable CA1001 // it goes with its configuration, whose requests may still run; what it holds needs no end
internal sealed class FastCgiPool(FastCgiAddress address, FastCgiPoolSettings settings, TimeSpan longestWait, TimeProvider clock)
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(1);

    private readonly ConcurrentStack<Kept> _kept = new();
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = settings.Connections,
        QueueLimit = settings.Queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>A connection that has begun a request; disposing of it gives the place free.</summary>
    public async Task<FastCgiConnection> OpenAsync(StandardError errors, bool fresh, CancellationToken cancellation)
    {
        var place = await WaitAsync(cancellation);
        try
        {
            var kept = fresh ? null : TakeKept();
            var connection = kept ?? new FastCgiConnection(await address.ConnectAsync(clock, cancellation));
            connection.Begin(errors, kept is not null, (done, mayServeAgain) => Return(done, mayServeAgain, place));
            return connection;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private async ValueTask<RateLimitLease> WaitAsync(CancellationToken cancellation)
    {
        var free = _limiter.AttemptAcquire();
        if (free.IsAcquired) return free;

        free.Dispose();
        using var limit = new CancellationTokenSource(longestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var lease = await _limiter.AcquireAsync(1, either.Token);
            if (lease.IsAcquired) return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // As long as a first byte may take, nobody ahead was done.
        }

        throw new FastCgiException(FastCgiFailure.Busy, $"{address.Text}: {settings.Connections} requests are running and {settings.Queue} are waiting");
    }

    private FastCgiConnection? TakeKept()
    {
        while (_kept.TryPop(out var idle))
            if (idle.TryTake()) return idle.Connection;
        return null;
    }

    private void Return(FastCgiConnection connection, bool mayServeAgain, RateLimitLease place)
    {
        if (mayServeAgain && settings.KeepAlive) _kept.Push(new Kept(connection, clock));
        else connection.Close();
        place.Dispose();
    }

    /// <summary>A connection between two requests: taken by the next or closed by its timer, whichever is first.</summary>
    private sealed class Kept
    {
        private readonly ITimer _timer;
        private int _isGone;

        public Kept(FastCgiConnection connection, TimeProvider clock)
        {
            Connection = connection;
            _timer = clock.CreateTimer(static kept => ((Kept)kept!).Close(), this, IdleLimit, Timeout.InfiniteTimeSpan);
        }

        public FastCgiConnection Connection { get; }

        public bool TryTake()
        {
            if (Interlocked.Exchange(ref _isGone, 1) != 0) return false;
            _timer.Dispose();
            if (Connection.IsIdle) return true;
            Connection.Close();
            return false;
        }

        public void Close()
        {
            if (Interlocked.Exchange(ref _isGone, 1) != 0) return;
            _timer.Dispose();
            Connection.Close();
        }
    }
}
