using System.Diagnostics.Metrics;
using Gateway.Sessions;
using Gateway.Telemetry;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A measured store does what the store does, and counts it.</summary>
public sealed class MeasuredStoreTests : SessionStoreContract, IDisposable
{
    private readonly FakeTimeProvider _clock = new(SessionSamples.Start);
    private readonly RecordingStore _inner;
    private readonly Counts _counts;
    private readonly MeasuredStore _store;

    public MeasuredStoreTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _counts = new Counts(meters);
        _inner = new RecordingStore(_clock);
        _store = new MeasuredStore(_inner, new GatewayMetrics(meters), _clock);
    }

    private protected override ISessionStore Store => _store;

    [Fact]
    public async Task Every_call_is_timed_under_its_name()
    {
        await _store.CreateAsync("k", Body("old"), TimeSpan.FromMinutes(1), Cancel);
        await _store.FindAsync("k", Cancel);
        await _store.TouchAsync("k", TimeSpan.FromMinutes(1), Cancel);
        await _store.RemoveAsync("k", Cancel);
        await _store.ClaimOnceAsync("k", TimeSpan.FromMinutes(1), Cancel);
        await _store.PingAsync(Cancel);
        var gate = new TaskCompletionSource();
        _inner.ReplaceGate = gate.Task;
        var replace = _store.ReplaceAsync("k", 1, Body("new"), Cancel);
        _clock.Advance(TimeSpan.FromSeconds(3));
        gate.SetResult();
        await replace;

        Assert.All(["create", "find", "touch", "remove", "claim", "ping"], operation => Assert.Equal([0], Times(operation)));
        Assert.Equal([3], Times("replace"));
        Assert.Equal(0, _counts.Of("gateway.store.failures"));
    }

    [Fact]
    public async Task Call_in_vain_is_timed_counted_and_still_an_outage()
    {
        _inner.IsAway = true;

        await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await _store.FindAsync("k", Cancel));
        await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await _store.PingAsync(Cancel));

        Assert.Equal(1, _counts.Of("gateway.store.failures", ("operation", "ping")));
        Assert.Equal(1, _counts.Of("gateway.store.failures", ("operation", "find")));
        Assert.Equal([0], Times("find"));
    }

    [Fact]
    public async Task Fault_of_ours_is_no_outage()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _store.TouchAsync("k", TimeSpan.Zero, Cancel));

        Assert.Equal(0, _counts.Of("gateway.store.failures"));
    }

    public void Dispose() => _counts.Dispose();

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private IReadOnlyList<double> Times(string operation) => _counts.Times("gateway.store.duration", ("operation", operation));
}
