using Gateway.Sessions;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>When a session ends: by inactivity in the store's clock, at its maximum duration whatever happens.</summary>
public sealed class SessionLifetimeTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Lifetime = VaultStage.Inactivity + TimeSpan.FromMinutes(1);

    private readonly VaultStage stage = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task C37_A_session_ends_at_exactly_inactivity_and_one_step(int milliseconds, bool alive)
    {
        var live = await stage.SignInAsync();

        stage.Clock.Advance(Lifetime + (milliseconds * Instant));

        Assert.Equal(alive, await stage.FindAsync(live.Id) is not null);
    }

    [Fact]
    public async Task C37_However_requests_fall_a_session_is_never_dead_before_its_inactivity_timeout()
    {
        var live = await stage.SignInAsync();

        // The request just before a step is over is not worth a touch: the member must not pay for that.
        for (var seconds = 0; seconds <= 60; seconds += 20)
        {
            stage.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.True(await stage.AskAsync(live.Id));
            stage.Clock.Advance(VaultStage.Inactivity - Instant);
            Assert.True(await stage.AskAsync(live.Id));
        }
    }

    [Fact]
    public async Task C38_Three_hundred_requests_in_a_minute_touch_once_a_step_and_never_write_the_body()
    {
        var live = await stage.SignInAsync();

        for (var request = 0; request < 300; request++)
        {
            stage.Clock.Advance(TimeSpan.FromSeconds(0.2));
            Assert.True(await stage.AskAsync(live.Id));
        }

        Assert.InRange(stage.Store.Touches.Count, 0, 1);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        for (var request = 0; request < 300; request++) await stage.AskAsync(live.Id);
        Assert.Equal([Lifetime], stage.Store.Touches);
        Assert.Equal(0, stage.Store.Replaces);
        Assert.Equal(1, (await stage.FindAsync(live.Id))!.Version);
    }

    [Fact]
    public async Task C36_An_active_member_is_signed_out_at_the_maximum_duration_and_not_before()
    {
        var live = await stage.SignInAsync();

        for (var minutes = 0; minutes < 8 * 60; minutes++)
        {
            Assert.True(await stage.AskAsync(live.Id));
            stage.Clock.Advance(TimeSpan.FromMinutes(1) - (minutes == 0 ? Instant : TimeSpan.Zero));
        }

        Assert.True(await stage.AskAsync(live.Id));
        stage.Clock.Advance(Instant);
        Assert.False(await stage.AskAsync(live.Id));
        Assert.InRange(stage.Store.Touches.Count, 1, 8 * 60);
    }

    [Fact]
    public async Task C36_A_session_that_is_changed_keeps_its_end_and_a_change_of_the_end_is_a_fault()
    {
        var live = await stage.SignInAsync();
        stage.Clock.Advance(TimeSpan.FromMinutes(10));

        var changed = await stage.Vault.ReplaceAsync(live, live.Session with { ClaimsAt = stage.Clock.GetUtcNow() }, Cancel);
        var moved = live.Session with { EndsAt = live.Session.EndsAt.AddHours(1) };

        Assert.Equal(live.Session.EndsAt, changed!.Session.EndsAt);
        await Assert.ThrowsAsync<ArgumentException>(async () => await stage.Vault.ReplaceAsync(changed, moved, Cancel));
        Assert.Equal(Lifetime - TimeSpan.FromMinutes(10), (await stage.FindAsync(live.Id))!.Remaining);
    }

    [Fact]
    public async Task A_session_shorter_than_its_inactivity_timeout_ends_at_its_end()
    {
        var live = await stage.SignInAsync(SessionSamples.Full with { EndsAt = SessionSamples.Start.AddMinutes(5) });

        stage.Clock.Advance(TimeSpan.FromMinutes(5) - Instant);
        Assert.True(await stage.AskAsync(live.Id));

        stage.Clock.Advance(Instant);
        Assert.False(await stage.AskAsync(live.Id));
        Assert.Empty(stage.Store.Touches);
    }

    [Fact]
    public async Task C36_At_exactly_its_end_a_session_is_over_even_if_the_store_still_has_it()
    {
        var live = await stage.SignInAsync();

        stage.Wall.Skew = TimeSpan.FromHours(8) - TimeSpan.FromTicks(1);
        Assert.NotNull(await stage.FindAsync(live.Id));

        stage.Wall.Skew = TimeSpan.FromHours(8);
        Assert.Null(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task C35_A_clock_set_forward_ends_sessions_and_deletes_none()
    {
        var live = await stage.SignInAsync();

        stage.Wall.Skew = TimeSpan.FromDays(1);
        Assert.False(await stage.AskAsync(live.Id));
        await stage.Vault.TouchIfDueAsync(live, VaultStage.Inactivity, Cancel);

        stage.Wall.Skew = TimeSpan.Zero;
        Assert.True(await stage.AskAsync(live.Id));
    }

    [Fact]
    public async Task C35_A_clock_set_back_lengthens_a_session_by_the_skew_at_most()
    {
        var live = await stage.SignInAsync();
        stage.Wall.Skew = TimeSpan.FromHours(-1);

        var minutes = 0;
        for (; await stage.AskAsync(live.Id); minutes++) stage.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(9 * 60, minutes);
    }

    [Fact]
    public async Task Nothing_is_created_that_has_ended_already()
    {
        var ended = SessionSamples.Full with { EndsAt = SessionSamples.Start };

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await stage.Vault.CreateAsync(TestKeys.A, SessionId.New(), ended, VaultStage.Inactivity, Cancel));
    }
}
