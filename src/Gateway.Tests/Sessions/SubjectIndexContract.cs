using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What every index of sessions by subject must do.</summary>
public abstract class SubjectIndexContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private protected abstract ISubjectIndex Index { get; }

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task AdvanceAsync(TimeSpan time);

    [Fact]
    public async Task A_subject_has_the_sessions_that_were_noted_and_no_others()
    {
        await Index.AddAsync("a", "one", Minute, Cancel);
        await Index.AddAsync("a", "two", Minute, Cancel);
        await Index.AddAsync("a", "two", Minute, Cancel);
        await Index.AddAsync("b", "three", Minute, Cancel);

        Assert.Equal(["one", "two"], (await Index.FindAsync("a", Cancel)).Order());
        Assert.Equal(["three"], await Index.FindAsync("b", Cancel));
        Assert.Empty(await Index.FindAsync("c", Cancel));
        Assert.Null(await Index.FindEndAsync("a", Cancel));
    }

    [Fact]
    public async Task An_end_takes_the_sessions_out_once_and_is_remembered()
    {
        await Index.AddAsync("a", "one", Minute, Cancel);
        await Index.AddAsync("a", "two", Minute, Cancel);

        Assert.Equal(["one", "two"], (await Index.EndAsync("a", Noon, Minute, Cancel)).Order());

        Assert.Empty(await Index.EndAsync("a", Noon.AddSeconds(-5), Minute, Cancel));   // an older word takes nothing back
        Assert.Empty(await Index.FindAsync("a", Cancel));
        Assert.Equal(Noon, await Index.FindEndAsync("a", Cancel));
        Assert.Null(await Index.FindEndAsync("b", Cancel));
        await Index.EndAsync("a", Noon.AddSeconds(5), Minute, Cancel);
        Assert.Equal(Noon.AddSeconds(5), await Index.FindEndAsync("a", Cancel));
        await AdvanceAsync(Minute + TimeSpan.FromSeconds(15));
        Assert.Null(await Index.FindEndAsync("a", Cancel));
    }

    [Fact]
    public async Task End_that_is_told_again_is_remembered_from_then_on()
    {
        await Index.EndAsync("a", Noon, Minute, Cancel);
        await AdvanceAsync(TimeSpan.FromSeconds(40));
        await Index.EndAsync("a", Noon.AddSeconds(-5), Minute, Cancel);
        await AdvanceAsync(TimeSpan.FromSeconds(40));

        Assert.Equal(Noon, await Index.FindEndAsync("a", Cancel));
    }

    [Fact]
    public async Task Sessions_past_their_time_are_swept_out_and_the_others_stay()
    {
        await Index.AddAsync("a", "short", Minute, Cancel);
        await Index.AddAsync("a", "long", 200 * Minute, Cancel);

        await AdvanceAsync(122 * Minute);   // in Redis up to two hours late
        await Index.AddAsync("a", "new", Minute, Cancel);

        Assert.Equal(["long", "new"], (await Index.FindAsync("a", Cancel)).Order());
        await AdvanceAsync(400 * Minute);
        Assert.Empty(await Index.FindAsync("a", Cancel));
    }
}

public sealed class MemorySubjectIndexTests : SubjectIndexContract
{
    private readonly FakeTimeProvider _clock = new(SessionSamples.Start);
    private readonly MemorySubjectIndex _index;

    public MemorySubjectIndexTests() => _index = new MemorySubjectIndex(_clock);

    private protected override ISubjectIndex Index => _index;

    [Fact]
    public async Task Whoever_asks_for_subjects_that_he_made_up_leaves_nothing_behind()
    {
        await _index.AddAsync("a", "one", TimeSpan.FromMinutes(1), Cancel);

        for (var i = 0; i < 1000; i++)
        {
            Assert.Empty(await _index.FindAsync($"made-up-{i}", Cancel));
            Assert.Null(await _index.FindEndAsync($"made-up-{i}", Cancel));
        }

        Assert.Equal(1, _index.Count);
    }

    [Fact]
    public async Task Subject_that_has_nothing_left_is_forgotten_and_one_whose_end_is_remembered_is_not()
    {
        await _index.AddAsync("over", "one", TimeSpan.FromMinutes(1), Cancel);
        await _index.AddAsync("living", "two", TimeSpan.FromMinutes(9), Cancel);
        await _index.EndAsync("ended", _clock.GetUtcNow(), TimeSpan.FromMinutes(9), Cancel);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await _index.AddAsync("new", "three", TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(3, _index.Count);
        Assert.NotNull(await _index.FindEndAsync("ended", Cancel));
    }

    [Fact]
    public async Task Subjects_are_swept_out_each_minute()
    {
        var (instant, tenSeconds, minute) = (TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
        await _index.AddAsync("a", "one", tenSeconds, Cancel);
        _clock.Advance(minute - instant);
        await _index.AddAsync("b", "two", tenSeconds, Cancel);
        Assert.Equal(2, _index.Count);
        _clock.Advance(instant);
        await _index.AddAsync("c", "three", 2 * minute, Cancel);   // a goes
        Assert.Equal(2, _index.Count);

        _clock.Advance(minute - instant);
        await _index.AddAsync("d", "four", minute, Cancel);
        Assert.Equal(3, _index.Count);
        _clock.Advance(instant);
        await _index.AddAsync("e", "five", minute, Cancel);        // b goes
        Assert.Equal(3, _index.Count);
    }

    [Fact]
    public async Task Time_is_over_at_its_very_end()
    {
        await _index.AddAsync("a", "one", TimeSpan.FromSeconds(10), Cancel);
        await _index.EndAsync("b", _clock.GetUtcNow(), TimeSpan.FromSeconds(10), Cancel);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(await _index.FindAsync("a", Cancel));
        Assert.Null(await _index.FindEndAsync("b", Cancel));
    }

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class RedisSubjectIndexTests : SubjectIndexContract, IClassFixture<SharedRedis>, IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(SessionSamples.Start);
    private readonly RedisStage _stage;
    private readonly RedisClock _redisClock;
    private readonly RedisSubjectIndex _index;
    private readonly string _prefix;
    private readonly int _port;

    public RedisSubjectIndexTests(SharedRedis redis)
    {
        _port = redis.Server.Port;
        _prefix = redis.NewPrefix();
        _stage = new RedisStage(redis.Server.Address, _prefix, TimeProvider.System);
        _redisClock = new RedisClock(redis.Connection, _prefix);
        _index = new RedisSubjectIndex(_stage.Connection, _clock, _prefix);
    }

    private protected override ISubjectIndex Index => _index;

    public async ValueTask InitializeAsync() => await _stage.StartAsync();

    [Theory]
    [InlineData("9223372036854775807", 253402300799L)]
    [InlineData("-5", 0L)]
    [InlineData("99999999999999999999", null)]
    [InlineData("soon", null)]
    public async Task An_end_that_no_node_of_ours_wrote_is_no_fault_of_the_login_that_reads_it(string written, long? second)
    {
        await _stage.Connection.AskAsync(database => database.StringSetAsync(_prefix + "a:end", written));

        Assert.Equal(second, (await Index.FindEndAsync("a", Cancel))?.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Nothing_is_forgotten_early_for_the_milliseconds_that_the_server_counts_in()
    {
        await using var wire = RedisWire.Start(_port);
        await using var stage = new RedisStage(wire.Address, _prefix, TimeProvider.System);
        await stage.StartAsync();
        var index = new RedisSubjectIndex(stage.Connection, _clock, _prefix);
        var justOverAMinute = TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(1);

        await index.AddAsync("a", "one", justOverAMinute, Cancel);
        Assert.Contains(wire.Commands, command => command.Contains("60001"));
        wire.Forget();
        await index.EndAsync("a", _clock.GetUtcNow(), justOverAMinute, Cancel);
        Assert.Contains(wire.Commands, command => command.Contains("60001"));
    }

    [Theory]
    [InlineData(119, new[] { "living", "new" })]
    [InlineData(121, new[] { "new" })]
    public async Task A_node_whose_clock_is_fast_by_less_than_two_hours_sweeps_out_nothing_that_lives(int minutes, string[] found)
    {
        await Index.AddAsync("a", "living", TimeSpan.FromMinutes(0.5), Cancel);

        _clock.Advance(TimeSpan.FromMinutes(minutes));   // and not Redis's
        await Index.AddAsync("a", "new", TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(found, (await Index.FindAsync("a", Cancel)).Order());
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private protected override async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _redisClock.AdvanceAsync(time);
    }
}
