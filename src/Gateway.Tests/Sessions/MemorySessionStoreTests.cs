using Gateway.Sessions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class MemorySessionStoreTests : SessionStoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider clock = new(SessionSamples.Start);
    private readonly MemorySessionStore store;

    public MemorySessionStoreTests() => store = new MemorySessionStore(clock);

    private protected override ISessionStore Store => store;

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_full_store_refuses_a_new_session_and_keeps_every_living_one()
    {
        var small = new MemorySessionStore(clock, maxSessions: 3);
        foreach (var key in (string[])["a", "b", "c"]) Assert.True(await small.CreateAsync(key, Body(key), Minute, Cancel));

        Assert.False(await small.CreateAsync("d", Body("d"), Minute, Cancel));

        foreach (var key in (string[])["a", "b", "c"]) Assert.NotNull(await small.FindAsync(key, Cancel));
        Assert.Null(await small.FindAsync("d", Cancel));
    }

    [Fact]
    public async Task A_full_store_takes_a_session_again_when_one_was_removed_or_has_ended()
    {
        var small = new MemorySessionStore(clock, maxSessions: 2);
        await small.CreateAsync("a", Body("a"), Minute, Cancel);
        await small.CreateAsync("b", Body("b"), 2 * Minute, Cancel);

        await small.RemoveAsync("b", Cancel);
        await small.RemoveAsync("b", Cancel);
        Assert.True(await small.CreateAsync("c", Body("c"), 2 * Minute, Cancel));
        Assert.False(await small.CreateAsync("d", Body("d"), Minute, Cancel));

        clock.Advance(Minute);
        Assert.True(await small.CreateAsync("e", Body("e"), Minute, Cancel));
        Assert.False(await small.CreateAsync("f", Body("f"), Minute, Cancel));
        Assert.NotNull(await small.FindAsync("c", Cancel));
    }

    [Fact]
    public async Task Removing_what_is_not_there_makes_no_room()
    {
        var small = new MemorySessionStore(clock, maxSessions: 1);
        await small.CreateAsync("a", Body("a"), Minute, Cancel);

        Assert.False(await small.RemoveAsync("b", Cancel));
        Assert.False(await small.CreateAsync("c", Body("c"), Minute, Cancel));
        Assert.True(await small.RemoveAsync("a", Cancel));
        Assert.True(await small.CreateAsync("c", Body("c"), Minute, Cancel));
        Assert.False(await small.CreateAsync("d", Body("d"), Minute, Cancel));
    }

    [Fact]
    public async Task Session_that_has_just_ended_leaves_its_key_and_its_place()
    {
        var small = new MemorySessionStore(clock, maxSessions: 1);
        await small.CreateAsync("a", Body("a"), TimeSpan.FromSeconds(1), Cancel);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await small.CreateAsync("b", Body("b"), TimeSpan.FromSeconds(1), Cancel));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await store.CreateAsync("a", Body("a"), TimeSpan.FromSeconds(1), Cancel));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await store.CreateAsync("a", Body("a"), Minute, Cancel));
    }

    [Fact]
    public async Task Sessions_created_at_once_never_exceed_the_bound_and_never_fall_short_of_it()
    {
        var small = new MemorySessionStore(clock, maxSessions: 10);

        var created = await Task.WhenAll(Enumerable.Range(0, 50).Select(n =>
            Task.Run(async () => await small.CreateAsync($"key {n}", Body("x"), Minute, Cancel), Cancel)));

        Assert.Equal(10, created.Count(taken => taken));
    }

    [Fact]
    public async Task When_claims_are_full_the_store_is_as_good_as_away_until_one_has_ended()
    {
        var small = new MemorySessionStore(clock, maxClaims: 2);
        Assert.True(await small.ClaimOnceAsync("a", Minute, Cancel));
        Assert.True(await small.ClaimOnceAsync("b", 2 * Minute, Cancel));

        var full = await Assert.ThrowsAsync<SessionStoreUnavailableException>(async () => await small.ClaimOnceAsync("c", Minute, Cancel));
        Assert.Equal(("The store holds as many claimed states as it may.", "store_full"), (full.Message, full.Code));
        Assert.False(await small.ClaimOnceAsync("a", Minute, Cancel));

        clock.Advance(Minute);
        Assert.True(await small.ClaimOnceAsync("c", Minute, Cancel));
        Assert.False(await small.ClaimOnceAsync("b", Minute, Cancel));
    }

    [Fact]
    public async Task What_has_ended_is_swept_out_each_minute_by_whoever_signs_in()
    {
        var (instant, tenSeconds) = (TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
        await store.CreateAsync("a", Body("a"), tenSeconds, Cancel);
        clock.Advance(Minute - instant);
        await store.CreateAsync("b", Body("b"), tenSeconds, Cancel);
        Assert.Equal(2, store.Count);
        clock.Advance(instant);
        await store.CreateAsync("c", Body("c"), 2 * Minute, Cancel);   // a goes
        Assert.Equal(2, store.Count);

        clock.Advance(Minute - instant);
        await store.CreateAsync("d", Body("d"), Minute, Cancel);
        Assert.Equal(3, store.Count);
        clock.Advance(instant);
        await store.CreateAsync("e", Body("e"), Minute, Cancel);       // b goes
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public async Task Of_two_who_create_one_key_the_second_takes_no_place()
    {
        var meanwhile = new Meanwhile(clock);
        var small = new MemorySessionStore(meanwhile, maxSessions: 2);
        meanwhile.Next = () => Assert.True(Of(small.CreateAsync("a", Body("first"), Minute, Cancel)));

        Assert.False(await small.CreateAsync("a", Body("second"), Minute, Cancel));

        Assert.Equal(1, small.Count);
        Assert.Equal(Body("first"), (await small.FindAsync("a", Cancel))!.Body.ToArray());
    }

    [Fact]
    public async Task Touch_and_replace_that_come_between_one_another_both_count()
    {
        var meanwhile = new Meanwhile(clock);
        var small = new MemorySessionStore(meanwhile);
        await small.CreateAsync("a", Body("old"), Minute, Cancel);

        meanwhile.Next = () => Assert.True(Of(small.TouchAsync("a", 2 * Minute, Cancel)));
        Assert.Equal(2, await small.ReplaceAsync("a", 1, Body("new"), Cancel));
        Assert.Equal(2 * Minute, (await small.FindAsync("a", Cancel))!.Remaining);

        meanwhile.Next = () => Assert.Equal(3, Of(small.ReplaceAsync("a", 2, Body("newer"), Cancel)));
        Assert.True(await small.TouchAsync("a", 3 * Minute, Cancel));
        var found = (await small.FindAsync("a", Cancel))!;
        Assert.Equal((3, 3 * Minute), (found.Version, found.Remaining));
        Assert.Equal(Body("newer"), found.Body.ToArray());
    }

    [Fact]
    public async Task C35_A_wall_clock_that_is_set_does_not_move_a_lifetime()
    {
        var wall = new SetClock(clock);
        var real = new MemorySessionStore(wall);
        await real.CreateAsync("a", Body("a"), Minute, Cancel);

        wall.Skew = TimeSpan.FromDays(1);
        Assert.Equal(Minute, (await real.FindAsync("a", Cancel))!.Remaining);

        wall.Skew = TimeSpan.FromHours(-1);
        clock.Advance(Minute);
        Assert.Null(await real.FindAsync("a", Cancel));
    }

    [Fact]
    public async Task A_lifetime_of_nothing_is_a_fault()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await store.CreateAsync("a", Body("a"), TimeSpan.Zero, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.TouchAsync("a", TimeSpan.Zero, Cancel));
    }

    private static T Of<T>(ValueTask<T> done)
    {
        Assert.True(done.IsCompletedSuccessfully);
        return done.AsTask().GetAwaiter().GetResult();
    }
}
