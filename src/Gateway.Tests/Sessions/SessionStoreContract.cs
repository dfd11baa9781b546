using System.Text;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>
/// What every session store must do. A store under test says how its time moves; all keys begin with the test's own prefix.
/// </summary>
public abstract class SessionStoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private protected abstract ISessionStore Store { get; }

    private protected virtual string Prefix => "gw:test";

    /// <summary>The shortest time that tells before from after.</summary>
    private protected virtual TimeSpan Instant => TimeSpan.FromMilliseconds(1);

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Key => Prefix + ":s:one";

    private protected abstract Task AdvanceAsync(TimeSpan time);

    [Fact]
    public async Task An_unknown_key_holds_nothing()
    {
        var found = await Store.FindAsync(Key, Cancel);

        Assert.Null(found);
        Assert.Null(await Store.ReplaceAsync(Key, 1, Body("new"), Cancel));
        Assert.False(await Store.TouchAsync(Key, Minute, Cancel));
        Assert.False(await Store.RemoveAsync(Key, Cancel));
        await Store.PingAsync(Cancel);
    }

    [Fact]
    public async Task What_was_created_is_found_byte_for_byte_with_its_version_and_life()
    {
        var body = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();

        Assert.True(await Store.CreateAsync(Key, body, Minute, Cancel));
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        var found = await Store.FindAsync(Key, Cancel);

        Assert.NotNull(found);
        Assert.Equal(body, found.Body.ToArray());
        Assert.Equal(1, found.Version);
        AssertLife(TimeSpan.FromSeconds(40), found.Remaining);
    }

    [Fact]
    public async Task The_store_keeps_its_own_copy_of_a_body()
    {
        var body = Body("old");
        await Store.CreateAsync(Key, body, Minute, Cancel);

        body[0] = (byte)'X';

        await AssertHoldsAsync("old", 1);
    }

    [Fact]
    public async Task Create_on_a_living_key_changes_nothing_and_on_an_ended_one_starts_anew()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);

        Assert.False(await Store.CreateAsync(Key, Body("new"), Minute, Cancel));
        await AssertHoldsAsync("old", 1);

        await AdvanceAsync(Minute);
        Assert.True(await Store.CreateAsync(Key, Body("new"), Minute, Cancel));
        await AssertHoldsAsync("new", 1);
    }

    [Fact]
    public async Task Replace_takes_the_version_that_was_read_and_no_other()
    {
        await Store.CreateAsync(Key, Body("first"), Minute, Cancel);

        Assert.Equal(2, await Store.ReplaceAsync(Key, 1, Body("second"), Cancel));
        Assert.Null(await Store.ReplaceAsync(Key, 1, Body("late"), Cancel));
        Assert.Null(await Store.ReplaceAsync(Key, 3, Body("early"), Cancel));
        Assert.Equal(3, await Store.ReplaceAsync(Key, 2, Body("third"), Cancel));

        await AssertHoldsAsync("third", 3);
    }

    [Fact]
    public async Task Replace_leaves_the_lifetime_as_it_is()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);
        await AdvanceAsync(TimeSpan.FromSeconds(45));

        await Store.ReplaceAsync(Key, 1, Body("new"), Cancel);

        AssertLife(TimeSpan.FromSeconds(15), (await Store.FindAsync(Key, Cancel))!.Remaining);
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Null(await Store.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task Of_many_who_replace_one_version_at_once_one_wins()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);

        var versions = await AtOnceAsync(50, n => Store.ReplaceAsync(Key, 1, Body($"by {n}"), Cancel));

        var winner = Assert.Single(Enumerable.Range(0, 50), n => versions[n] is not null);
        Assert.Equal(2, versions[winner]);
        await AssertHoldsAsync($"by {winner}", 2);
    }

    [Fact]
    public async Task C30_A_replace_after_the_removal_does_not_bring_the_session_back()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);
        var read = await Store.FindAsync(Key, Cancel);

        Assert.True(await Store.RemoveAsync(Key, Cancel));

        Assert.Null(await Store.ReplaceAsync(Key, read!.Version, Body("late"), Cancel));
        Assert.False(await Store.TouchAsync(Key, Minute, Cancel));
        Assert.Null(await Store.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task C30_Removal_wins_whenever_it_comes_among_writers()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"{Key}/{round}";
            await Store.CreateAsync(key, Body("old"), Minute, Cancel);

            await AtOnceAsync(12, async n =>
            {
                if (n == 5) await Store.RemoveAsync(key, Cancel);
                else if (n % 2 == 0) await Store.ReplaceAsync(key, 1, Body("new"), Cancel);
                else await Store.TouchAsync(key, Minute, Cancel);
                return true;
            });

            Assert.Null(await Store.FindAsync(key, Cancel));
        }
    }

    [Fact]
    public async Task Touch_moves_the_clock_and_never_body_or_version()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);
        await Store.ReplaceAsync(Key, 1, Body("new"), Cancel);
        await AdvanceAsync(TimeSpan.FromSeconds(45));

        Assert.True(await Store.TouchAsync(Key, 2 * Minute, Cancel));

        AssertLife(2 * Minute, (await Store.FindAsync(Key, Cancel))!.Remaining);
        await AdvanceAsync((2 * Minute) - TimeSpan.FromSeconds(1));
        await AssertHoldsAsync("new", 2);
    }

    [Fact]
    public async Task Touches_at_once_do_not_make_a_replace_lose()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);

        var done = await AtOnceAsync(20, async n => n == 7
            ? await Store.ReplaceAsync(Key, 1, Body("new"), Cancel) == 2
            : await Store.TouchAsync(Key, Minute, Cancel));

        Assert.All(done, Assert.True);
        await AssertHoldsAsync("new", 2);
    }

    [Fact]
    public async Task C37_A_session_lives_to_exactly_the_end_of_its_lifetime()
    {
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);

        await AdvanceAsync(Minute - Instant);
        Assert.NotNull(await Store.FindAsync(Key, Cancel));

        await AdvanceAsync(Instant);
        Assert.Null(await Store.FindAsync(Key, Cancel));
        Assert.False(await Store.TouchAsync(Key, Minute, Cancel));
        Assert.Null(await Store.ReplaceAsync(Key, 1, Body("late"), Cancel));

        await AdvanceAsync(Instant);
        Assert.Null(await Store.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task Of_a_hundred_who_claim_at_once_one_is_the_first()
    {
        var claimed = await AtOnceAsync(100, _ => Store.ClaimOnceAsync(Prefix + ":o:one", Minute, Cancel));

        Assert.Single(claimed, first => first);
        Assert.True(await Store.ClaimOnceAsync(Prefix + ":o:two", Minute, Cancel));
    }

    [Fact]
    public async Task A_claim_holds_to_the_end_of_its_lifetime_and_is_not_prolonged_by_trying()
    {
        var key = Prefix + ":o:one";
        Assert.True(await Store.ClaimOnceAsync(key, Minute, Cancel));

        await AdvanceAsync(Minute - Instant);
        Assert.False(await Store.ClaimOnceAsync(key, Minute, Cancel));

        await AdvanceAsync(Instant);
        Assert.True(await Store.ClaimOnceAsync(key, Minute, Cancel));
    }

    [Fact]
    public async Task C42_Whatever_is_done_to_a_key_leaves_other_keys_alone()
    {
        string[] others = ["gw:other:s:one", Prefix + ":s:ONE", Prefix + ":s:one:", Prefix + ":s:"];
        foreach (var other in others) await Store.CreateAsync(other, Body(other), 2 * Minute, Cancel);
        await Store.CreateAsync(Key, Body("old"), Minute, Cancel);

        await Store.ReplaceAsync(Key, 1, Body("new"), Cancel);
        await Store.TouchAsync(Key, TimeSpan.FromSeconds(1), Cancel);
        await Store.RemoveAsync(Key, Cancel);
        await Store.ClaimOnceAsync(Key, Minute, Cancel);

        foreach (var other in others)
        {
            var found = await Store.FindAsync(other, Cancel);
            Assert.Equal(other, Encoding.UTF8.GetString(found!.Body.Span));
            AssertLife(2 * Minute, found.Remaining);
            await Store.RemoveAsync(other, Cancel);
        }
    }

    private protected static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A store on a real clock has lost a moment by the time it is asked; it overrides this.</summary>
    private protected virtual void AssertLife(TimeSpan expected, TimeSpan remaining) => Assert.Equal(expected, remaining);

    private async Task AssertHoldsAsync(string body, long version)
    {
        var found = await Store.FindAsync(Key, Cancel);
        Assert.NotNull(found);
        Assert.Equal(body, Encoding.UTF8.GetString(found.Body.Span));
        Assert.Equal(version, found.Version);
    }

    // All wait at a gate, so that they start together on as many threads as there are.
    private static async Task<T[]> AtOnceAsync<T>(int callers, Func<int, ValueTask<T>> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(async n =>
        {
            await gate.Task;
            await Task.Yield();
            return await call(n);
        }).ToArray();

        gate.SetResult();
        return await Task.WhenAll(calls);
    }
}
