using Gateway.Sessions;
using Gateway.Tests.Harness;
using Polly.CircuitBreaker;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What becomes of one command on a good connection: its answer, or the outage behind its failure. The failures are the test's own.</summary>
public sealed class RedisCommandTests : IClassFixture<SharedRedis>, IAsyncLifetime
{
    private static readonly RedisTimeoutException Late = new(CommandFlags.None, "late", CommandStatus.Sent);
    private static readonly RedisServerException Refusal = new(RedisErrorKind.NoPermission, CommandFlags.None, "refused");
    private static readonly RedisServerException TakesNoWrites = new(RedisErrorKind.ReadOnly, CommandFlags.None, "a replica");

    private readonly WatchedClock _clock = new(SessionSamples.Start);
    private readonly RedisStage _stage;

    public RedisCommandTests(SharedRedis redis) => _stage = new RedisStage(redis.Server.Address, redis.NewPrefix(), _clock);

    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { Late, "store_timeout", true },
        { Broken(ConnectionFailureType.SocketFailure), "store_unreachable", true },
        { Broken(ConnectionFailureType.UnableToResolvePhysicalConnection), "store_read_only", false },   // connected, and none that takes writes
        { Refusal, "store_credentials", true },
        { TakesNoWrites, "store_read_only", false },
    };

    public async ValueTask InitializeAsync() => await _stage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Answer_comes_back_as_it_is_and_a_fault_of_ours_too()
    {
        var fault = new InvalidOperationException("a fault of ours");

        Assert.Equal(7, await AskAsync(Task.FromResult(7)));
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(Task.FromException<int>(fault))));

        Assert.Empty(_stage.Log.All);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_is_an_outage_that_the_owner_reads_of_and_the_next_answer_ends_it(Exception failure, string code, bool isAway)
    {
        var away = await AwayAsync(failure);

        Assert.Equal((code, "The session store is away: " + RedisOutage.Words(away.Outage)), (away.Code, away.Message));
        Assert.Same(failure, away.InnerException);
        Assert.Equal([$"The session store fails ({away.Outage}): {RedisOutage.Words(away.Outage)}"], _stage.Log.Warnings);
        await AskAsync(Task.FromResult(7));
        Assert.Equal(isAway, _stage.Log.All[^1].Text == "The session store answers again.");
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("broken", true)]
    [InlineData("answer", false)]
    [InlineData("refusal", false)]      // that is an answer too
    public async Task Command_that_waited_in_vain_met_silence_where_nothing_else_came_back_meanwhile(string meanwhile, bool isSilence)
    {
        var late = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = AskAsync(late.Task);

        if (meanwhile == "broken") await AwayAsync(Broken(ConnectionFailureType.SocketFailure));
        if (meanwhile == "answer") await AskAsync(Task.FromResult(7));
        if (meanwhile == "refusal") await AwayAsync(Refusal);
        late.SetException(Late);

        Assert.Equal(isSilence, (await Assert.ThrowsAsync<SessionStoreUnavailableException>(() => waiting)).IsSilence);
    }

    [Fact]
    public async Task Failure_that_is_an_answer_is_no_silence()
    {
        Assert.False((await AwayAsync(Refusal)).IsSilence);
        Assert.False((await AwayAsync(Broken(ConnectionFailureType.SocketFailure))).IsSilence);
    }

    [Fact]
    public async Task Redis_that_was_silent_twice_is_left_alone_for_a_second()
    {
        for (var i = 0; i < 2; i++) Assert.True((await AwayAsync(Late)).IsSilence);

        var left = await AwayAsync(new InvalidOperationException("Nobody may ask."));
        Assert.Equal(("store_timeout", "The session store was silent, and is left alone for a moment.", false), (left.Code, left.Message, left.IsSilence));
        Assert.IsType<BrokenCircuitException>(left.InnerException);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, await AskAsync(Task.FromResult(7)));
    }

    [Fact]
    public async Task Redis_that_answers_is_asked_on_however_often_it_refuses()
    {
        for (var i = 0; i < 9; i++) await AwayAsync(TakesNoWrites);

        Assert.Equal(7, await AskAsync(Task.FromResult(7)));
    }

    private static RedisConnectionException Broken(ConnectionFailureType type) => new(type, CommandFlags.None, "broken", null, CommandStatus.Unknown);

    private Task<int> AskAsync(Task<int> answer) => _stage.Connection.AskAsync(_ => answer).AsTask();

    private Task<SessionStoreUnavailableException> AwayAsync(Exception failure) =>
        Assert.ThrowsAsync<SessionStoreUnavailableException>(() => _stage.Connection.AskAsync(_ => Task.FromException<int>(failure)).AsTask());
}
