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
    public void Token_that_ends_before_its_turn_takes_none_from_those_that_end_later()
    {
        var soon = Live() with { Session = RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { ExpiresAt = _stage.Now.AddMilliseconds(499) } } };
        Begin(199);

        Begin(soon, 7);
        Begin(Live(), 8);
        _stage.Clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal((200, 8), (_begun.Count, _begun[^1]));
    }

    [Fact]
    public void Token_that_ends_with_its_turn_takes_it()
    {
        Begin(199);

        Begin(Live() with { Session = RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { ExpiresAt = _stage.Now.AddMilliseconds(500) } } }, 7);
        _stage.Clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal((200, 7), (_begun.Count, _begun[^1]));
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
    public void Session_that_waits_for_its_turn_takes_no_second_one()
    {
        Begin(100);
        _begun.Clear();
        var late = Live();
        for (var tries = 0; tries < 3; tries++) Begin(late with { Version = tries }, tries);

        _stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Begin(late, 7);

        Assert.Equal([0, 7], _begun);
    }

    [Fact]
    public void Same_session_id_of_another_site_is_another_session()
    {
        Begin(100);
        _begun.Clear();
        var live = Live();

        Begin(live, 1);
        Begin(live with { Keys = TestKeys.B }, 2);
        _stage.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2], _begun);
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
    public async Task Process_that_stops_begins_nothing_more()
    {
        await _stage.Pace.StartAsync(Cancel);
        Begin(150);

        await _stage.Pace.StopAsync(Cancel);
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Begin(10);

        Assert.Equal(100, _begun.Count);
    }

    private static LiveSession Live() => RefreshStage.Unstored(RefreshStage.LongMember);

    private void Begin(int count, ProviderSettings? provider = null)
    {
        for (var at = 0; at < count; at++) Begin(Live(), at, provider);
    }

    private void Begin(LiveSession live, int number, ProviderSettings? provider = null) => _stage.Pace.Begin(provider ?? _stage.Site.Provider, live, () =>
    {
        lock (_begun) _begun.Add(number);
    });
}
