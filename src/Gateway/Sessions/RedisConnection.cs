using System.Net;
using Microsoft.Extensions.Hosting;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// The way to Redis: one connection for all requests, made anew by itself. A command ends within a second, at once while there is no
/// connection, and at once while a breaker is open. Whatever keeps an answer away comes out as
/// <see cref="SessionStoreUnavailableException"/>.
/// </summary>
internal sealed class RedisConnection(
    ConfigurationOptions options, CircuitBreakerStrategyOptions breaker, RedisCondition condition, RedisEviction eviction, RemovedKeys removed, TimeProvider time)
    : BackgroundService, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What is written to a former master until we look again is lost.
    private static readonly TimeSpan PauseWithSentinel = TimeSpan.FromMilliseconds(250);

    private readonly ConfigurationOptions _options = RedisLimits.Apply(options);
    private readonly RedisSentinels? _sentinels = options.ServiceName is null ? null : new RedisSentinels(RedisLimits.Apply(options));
    private readonly ResiliencePipeline _breaker = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(breaker).Build();
    private ConnectionMultiplexer? _multiplexer;
    private EndPoint? _master;   // by Sentinel's word
    private long _answers;

    /// <summary>The answer to a command, or to several that go out together.</summary>
    public async ValueTask<T> AskAsync<T>(Func<IDatabase, Task<T>> command)
    {
        try
        {
            return await _breaker.ExecuteAsync(static (ask, _) => ask.Connection.SendAsync(ask.Command), (Connection: this, Command: command));
        }
        catch (BrokenCircuitException open)
        {
            throw new SessionStoreUnavailableException("The session store was silent, and is left alone for a moment.", open) { Outage = StoreOutage.Timeout };
        }
    }

    /// <summary>Waits for the first try to connect and no longer: we start without Redis too.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync();
        await base.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (Interlocked.Exchange(ref _multiplexer, null) is { } multiplexer) await multiplexer.DisposeAsync();
        if (_sentinels is not null) await _sentinels.DisposeAsync();
    }

    // The library reconnects by itself, sooner than this; what it does not get over, and why, only a new connection tells.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_sentinels is null ? Pause : PauseWithSentinel, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (_multiplexer is not { IsConnected: true } || await HasMovedAsync()) await ConnectAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task ConnectAsync()
    {
        try
        {
            if ((_sentinels is null ? _options : await _sentinels.ToMasterAsync()) is not { } target)
            {
                condition.NotConnected(StoreOutage.Unreachable);
                return;
            }

            var made = await ConnectionMultiplexer.ConnectAsync(target);
            made.ConnectionFailed += (_, failed) => OnInteractive(made, failed, removed.Lost);
            made.ConnectionRestored += (_, restored) => OnInteractive(made, restored, OnConnected);
            _master = target.EndPoints[0];
            var old = Interlocked.Exchange(ref _multiplexer, made);
            OnConnected();
            if (old is not null) await old.DisposeAsync();
        }
        catch (Exception failure) when (RedisOutage.Of(failure) is { } outage)
        {
            condition.NotConnected(outage);
        }
    }

    private async Task<bool> HasMovedAsync() => _sentinels is not null && await _sentinels.NameAnotherAsync(_master);

    // What happens to a connection that was given up changes nothing.
    private void OnInteractive(ConnectionMultiplexer made, ConnectionFailedEventArgs changed, Action then)
    {
        if (changed.ConnectionType == ConnectionType.Interactive && ReferenceEquals(made, _multiplexer)) then();
    }

    private void OnConnected()
    {
        removed.Connected();
        if (_multiplexer is { } multiplexer) eviction.Look(multiplexer);
    }

    private async ValueTask<T> SendAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (_multiplexer is not { } multiplexer) throw Away(condition.Cause);

        var before = Interlocked.Read(ref _answers);
        try
        {
            var answer = await command(multiplexer.GetDatabase());
            Interlocked.Increment(ref _answers);
            condition.Answered();
            return answer;
        }
        catch (Exception failure) when (RedisOutage.Of(failure) is { } outage)
        {
            if (failure is RedisServerException) Interlocked.Increment(ref _answers);
            var silence = outage == StoreOutage.Timeout && Interlocked.Read(ref _answers) == before;
            if (failure is RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection })
                outage = multiplexer.IsConnected ? StoreOutage.ReadOnly : condition.Cause;   // connected, and none that takes writes
            condition.Failed(outage);
            throw Away(outage, failure, silence);
        }
    }

    private static SessionStoreUnavailableException Away(StoreOutage outage, Exception? failure = null, bool silence = false) =>
        new("The session store is away: " + RedisOutage.Words(outage), failure) { Outage = outage, IsSilence = silence };
}
