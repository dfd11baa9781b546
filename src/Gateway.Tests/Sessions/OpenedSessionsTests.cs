using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A session is opened once for the same bytes, and the store alone says which bytes those are.</summary>
public sealed class OpenedSessionsTests
{
    private static readonly byte[] Body = [1, 2, 3];

    private readonly VaultStage _stage = new();
    private readonly OpenedSessions _opened;

    private readonly Meanwhile _clock;

    public OpenedSessionsTests()
    {
        _clock = new Meanwhile(_stage.Clock);
        _opened = new OpenedSessions(_clock);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_bytes_are_opened_once_and_the_store_is_asked_each_time()
    {
        var id = (await _stage.SignInAsync()).Id;

        var found = new List<LiveSession?>();
        for (var i = 0; i < 5; i++) found.Add(await _stage.FindAsync(id));

        Assert.All(found, live => Assert.Same(found[0]!.Session, live!.Session));
        Assert.Equal((1, 5), (_stage.Seal.Opened, _stage.Store.Finds));
    }

    [Fact]
    public async Task Another_nodes_change_and_another_nodes_logout_count_at_once()
    {
        var live = await _stage.SignInAsync();
        Assert.NotNull(await _stage.FindAsync(live.Id));
        var other = new SessionVault(_stage.Store, new SessionSeal(), _stage.Wall, Harness.Some.Metrics(), _stage.Log);

        await other.ReplaceAsync(live, live.Session with { User = "other" }, Cancel);
        Assert.Equal("other", (await _stage.FindAsync(live.Id))!.Session.User);

        await other.RemoveAsync(TestKeys.A, live.Id, SessionEnd.Logout, Cancel);
        Assert.Null(await _stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task Keys_that_have_lost_the_passphrase_open_nothing_that_was_opened_before()
    {
        var id = (await _stage.SignInAsync()).Id;
        Assert.NotNull(await _stage.FindAsync(id));

        Assert.Null(await _stage.FindAsync(id, new PassphraseKeys("a", ["a new passphrase of the tests, as long"])));
    }

    [Fact]
    public async Task The_ends_of_a_session_count_as_ever()
    {
        var id = (await _stage.SignInAsync()).Id;
        Assert.NotNull(await _stage.FindAsync(id));

        _stage.Wall.Skew = TimeSpan.FromDays(2);

        Assert.Null(await _stage.FindAsync(id));
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(90, 1)]
    [InlineData(150, 2)]
    public async Task What_nobody_asks_for_is_let_go_after_two_minutes(int seconds, int opened)
    {
        var id = (await _stage.SignInAsync()).Id;
        Assert.NotNull(await _stage.FindAsync(id));

        _stage.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await _stage.FindAsync((await _stage.SignInAsync()).Id);   // others come and go
        Assert.NotNull(await _stage.FindAsync(id));

        Assert.Equal(opened + 1, _stage.Seal.Opened);
    }

    [Fact]
    public async Task What_is_asked_for_stays_for_as_long_as_that_goes_on()
    {
        var id = (await _stage.SignInAsync()).Id;
        for (var i = 0; i < 6; i++)
        {
            Assert.NotNull(await _stage.FindAsync(id));
            _stage.Clock.Advance(TimeSpan.FromSeconds(50));
            await _stage.FindAsync((await _stage.SignInAsync()).Id);   // others come and go
            await _stage.FindAsync((await _stage.SignInAsync()).Id);
        }

        Assert.Equal(1 + 12, _stage.Seal.Opened);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void What_was_kept_two_minutes_ago_is_let_go(int ticks, bool kept)
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromTicks(ticks));
        Keep("two");

        Assert.Equal(kept, IsKept("one"));
    }

    [Fact]
    public void Generation_ends_after_its_very_minute_and_another_begins()
    {
        Keep("one");
        foreach (var (seconds, key) in ((int, string)[])[(60, "two"), (1, "three"), (60, "four")])
        {
            _stage.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Keep(key);
        }

        Assert.Equal((false, true, true, true), (IsKept("one"), IsKept("two"), IsKept("three"), IsKept("four")));
    }

    [Theory]
    [InlineData(8_192, true)]
    [InlineData(8_193, false)]
    public void Two_generations_are_kept_whole(int others, bool kept)
    {
        Keep("one");
        for (var i = 0; i < others; i++) Keep($"other {i}");

        Assert.Equal(kept, IsKept("one"));
    }

    [Fact]
    public void What_is_forgotten_is_kept_in_no_generation()
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Keep("two");

        _opened.Forget("one");
        _opened.Forget("two");

        Assert.False(IsKept("one") || IsKept("two"));
    }

    [Fact]
    public void Generations_go_on_whichever_thread_ended_the_last_one()
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Keep("two");
        var another = new Thread(() =>
        {
            _stage.Clock.Advance(TimeSpan.FromMinutes(1));
            Keep("three");
        });
        another.Start();
        another.Join();

        Assert.Equal((false, true), (IsKept("one"), IsKept("two")));
    }

    [Fact]
    public void Of_two_who_end_a_generation_at_once_one_ends_it()
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));

        _clock.Next = () => Keep("two");
        Keep("three");

        Assert.True(IsKept("one") && IsKept("two") && IsKept("three"));
    }

    [Fact]
    public void Who_comes_while_another_ends_a_generation_does_not_wait_for_him()
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Exception? failure = null;
        var another = new Thread(() => failure = Record.Exception(() => Keep("two")));

        _clock.Next = () => _clock.Next = () =>
        {
            another.Start();
            another.Join();
        };
        Keep("three");

        Assert.Null(failure);
        Assert.True(IsKept("one") && IsKept("two") && IsKept("three"));
    }

    [Fact]
    public void Asking_with_other_bytes_keeps_nothing_for_longer()
    {
        Keep("one");
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Keep("two");

        Assert.Null(_opened.Find(TestKeys.A, "one", new byte[3]));
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Keep("three");

        Assert.Equal((false, true, true), (IsKept("one"), IsKept("two"), IsKept("three")));
    }

    [Fact]
    public async Task However_many_come_no_more_than_two_generations_are_kept()
    {
        var stage = new VaultStage(maxSessions: 20_000);
        var first = (await stage.SignInAsync()).Id;
        Assert.NotNull(await stage.FindAsync(first));

        for (var i = 0; i < 9_000; i++) await stage.FindAsync((await stage.SignInAsync()).Id);
        var before = stage.Seal.Opened;
        Assert.NotNull(await stage.FindAsync(first));

        Assert.Equal(before + 1, stage.Seal.Opened);
    }

    private void Keep(string key) => _opened.Keep(TestKeys.A, key, Body, SessionSamples.Full);

    private bool IsKept(string key) => _opened.Find(TestKeys.A, key, Body) is not null;
}
