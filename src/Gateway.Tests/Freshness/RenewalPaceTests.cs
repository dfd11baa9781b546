using Gateway.Freshness;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>A hundred renewals at once, then two hundred a second, in the order in which they came; those of a session once.</summary>
public sealed class RenewalPaceTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly RefreshStage _stage = new();
    private readonly List<int> _begun = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void A_hundred_begin_at_once_and_the_next_two_hundred_in_the_second_after_that()
    {
        Begin(400);

        Assert.Equal(Enumerable.Range(0, 100), _begun);
        _stage.Clock.Advance(Step);
        Assert.Equal(101, _begun.Count);
        _stage.Clock.Advance(TimeSpan.FromSeconds(1) - Step);
        Assert.Equal(Enumerable.Range(0, 300), _begun);
        _stage.Clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(Enumerable.Range(0, 400), _begun);
    }

    [Fact]
    public void What_nobody_used_for_half_a_second_is_there_again_and_no_more()
    {
        Begin(100);
        _stage.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Begin(60);
        Assert.Equal(150, _begun.Count);

        _stage.Clock.Advance(TimeSpan.FromHours(1));
        Begin(120);
        Assert.Equal(160 + 100, _begun.Count);
    }

    [Fact]
    public void Each_OP_and_each_way_to_it_has_a_pace_of_its_own()
    {
        using var other = new RefreshStage(validatesCertificate: false);

        Begin(150);
        Begin(150, other.Site.Provider);

        Assert.Equal(200, _begun.Count);
    }

    [Fact]
    public async Task Session_that_waits_for_its_turn_or_is_being_renewed_takes_no_second_one()
    {
        var running = new TaskCompletionSource();
        var live = Live();
        _stage.Pace.Begin(_stage.Site.Provider, live, () => { _begun.Add(0); return running.Task; });
        _stage.Pace.Begin(_stage.Site.Provider, live with { Version = 2 }, () => { _begun.Add(1); return Task.CompletedTask; });
        Begin(99);
        _begun.Clear();
        var late = Live();
        for (var tries = 0; tries < 3; tries++) Begin(late, tries);

        _stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([0], _begun);
        running.SetResult();
        Begin(late, 7);
        Begin(live, 8);

        Assert.Equal([0, 7, 8], _begun);
        await _stage.Pace.StopAsync(Cancel);
    }

    [Fact]
    public void Same_session_id_of_another_site_is_another_session()
    {
        var live = Live();
        _stage.Pace.Begin(_stage.Site.Provider, live, () => new TaskCompletionSource().Task);

        Begin(live with { Keys = TestKeys.B }, 1);

        Assert.Equal([1], _begun);
    }

    [Fact]
    public void Renewal_that_fails_gives_its_place_to_the_next_one()
    {
        var live = Live();
        _stage.Pace.Begin(_stage.Site.Provider, live, () => throw new TimeoutException("This one fails."));

        Begin(live, 1);

        Assert.Equal([1], _begun);
    }

    [Fact]
    public async Task Process_that_stops_waits_for_what_runs_and_begins_nothing_more()
    {
        var running = new TaskCompletionSource();
        await _stage.Pace.StartAsync(Cancel);
        _stage.Pace.Begin(_stage.Site.Provider, Live(), () => running.Task);
        Begin(150);
        Assert.Equal(99, _begun.Count);

        var stop = _stage.Pace.StopAsync(Cancel);
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(stop.IsCompleted);
        running.SetException(new TimeoutException("It fails."));
        await stop;

        Assert.Equal(99, _begun.Count);
    }

    [Fact]
    public async Task Process_that_has_waited_long_enough_ends_all_the_same()
    {
        using var patience = new CancellationTokenSource();
        _stage.Pace.Begin(_stage.Site.Provider, Live(), () => new TaskCompletionSource().Task);

        var stop = _stage.Pace.StopAsync(patience.Token);
        await patience.CancelAsync();

        await stop;
    }

    private static LiveSession Live() => new(SessionId.New(), TestKeys.A, RefreshStage.Member, 1, TimeSpan.FromMinutes(1));

    private void Begin(int count, ProviderSettings? provider = null)
    {
        for (var at = 0; at < count; at++) Begin(Live(), at, provider);
    }

    private void Begin(LiveSession live, int number, ProviderSettings? provider = null) => _stage.Pace.Begin(provider ?? _stage.Site.Provider, live, () =>
    {
        lock (_begun) _begun.Add(number);
        return Task.CompletedTask;
    });
}
