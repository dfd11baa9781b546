using Gateway.Freshness;
using Gateway.Sessions;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>Work on a session is done once for all who come while it runs.</summary>
public sealed class SessionFlightsTests
{
    private static readonly LiveSession Live = RefreshStage.Unstored(RefreshStage.Member);

    private readonly SessionFlights _flights = new();
    private readonly TaskCompletionSource<LiveSession?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_while_the_work_runs_shares_it_and_does_not_lead()
    {
        var first = _flights.Join(Live, WorkAsync);
        var second = _flights.Join(Live with { Version = 2 }, WorkAsync);

        Assert.True(_flights.IsUnderWay(Live with { Version = 3 }));
        Assert.False(_flights.IsUnderWay(Live with { Id = SessionId.New() }) || _flights.IsUnderWay(Live with { Keys = TestKeys.B }));
        _result.SetResult(Live);

        Assert.Equal((true, false), (first.Leads, second.Leads));
        Assert.Same(first.Task, second.Task);
        Assert.Same(Live, await second.Task);
        Assert.Equal(1, _started);
        Assert.False(_flights.IsUnderWay(Live));
    }

    [Fact]
    public async Task Who_comes_after_it_has_ended_starts_anew_whether_it_failed_or_not()
    {
        var failed = _flights.Join(Live, () => Task.FromException<LiveSession?>(new TimeoutException("This one fails.")));
        await Assert.ThrowsAsync<TimeoutException>(() => failed.Task);
        var good = _flights.Join(Live, () => Task.FromResult<LiveSession?>(Live));
        await good.Task;

        var last = _flights.Join(Live, WorkAsync);
        _result.SetResult(null);

        Assert.True(good.Leads && last.Leads);
        Assert.Null(await last.Task);
    }

    [Fact]
    public async Task Another_session_and_another_site_have_flights_of_their_own()
    {
        var flights = new[] { Live, Live with { Id = SessionId.New() }, Live with { Keys = TestKeys.B } }.Select(live => _flights.Join(live, WorkAsync)).ToArray();

        _result.SetResult(Live);
        await Task.WhenAll(flights.Select(flight => flight.Task));

        Assert.All(flights, flight => Assert.True(flight.Leads));
        Assert.Equal(3, _started);
    }

    [Fact]
    public async Task Process_does_not_end_before_the_work_and_not_by_its_failure()
    {
        await _flights.StartAsync(Cancel);
        _flights.Join(Live, WorkAsync);

        var stop = _flights.StopAsync(Cancel);
        Assert.False(stop.IsCompleted);
        _result.SetException(new TimeoutException("The work fails."));

        await stop;
    }

    [Fact]
    public async Task Process_that_has_waited_long_enough_ends_all_the_same()
    {
        using var patience = new CancellationTokenSource();
        _flights.Join(Live, WorkAsync);

        var stop = _flights.StopAsync(patience.Token);
        await patience.CancelAsync();

        await stop;
    }

    private Task<LiveSession?> WorkAsync()
    {
        Interlocked.Increment(ref _started);
        return _result.Task;
    }
}
