using Gateway.Freshness;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>What another node has asked for appears in the session, or the patience ends.</summary>
public sealed class OtherNodesTests
{
    private static readonly Session Asked = RefreshStage.Member with { ClaimsAttempt = new Attempt(Sessions.SessionSamples.Start, "") };

    [Fact]
    public async Task Where_nothing_is_out_nobody_looks()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();

        Assert.Same(live, await stage.Others.AnswerAsync(live, IsOut, RefreshStage.Step));

        Assert.Equal(0, stage.Store.Finds);
    }

    [Fact]
    public async Task Answer_that_is_there_already_is_found_without_a_wait()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(Asked);
        await stage.ChangeAsync(live, session => session with { ClaimsAttempt = null });

        var after = stage.Others.AnswerAsync(live, IsOut, RefreshStage.Step);

        Assert.True(after.IsCompletedSuccessfully);
        Assert.Null((await after)!.Session.ClaimsAttempt);
    }

    [Fact]
    public async Task Answer_is_looked_for_every_tenth_of_a_second()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(Asked);

        var after = stage.Others.AnswerAsync(live, IsOut, TimeSpan.FromSeconds(2));
        await stage.PassAsync(RefreshStage.Step, 1);
        await stage.WaitingAsync(RefreshStage.Step, 2);
        await stage.ChangeAsync(live, session => session with { ClaimsAttempt = null });
        stage.Clock.Advance(RefreshStage.Step);

        Assert.Null((await after)!.Session.ClaimsAttempt);
        Assert.Equal((3, 2), (stage.Store.Finds, stage.Clock.Timers(RefreshStage.Step)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(200, 2)]
    [InlineData(250, 3)]
    public async Task When_the_patience_ends_the_session_comes_as_it_is(int milliseconds, int steps)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(Asked);

        var after = stage.Others.AnswerAsync(live, IsOut, TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 1; i <= steps; i++) await stage.PassAsync(RefreshStage.Step, i);

        Assert.Equal(Asked.ClaimsAttempt, (await after)!.Session.ClaimsAttempt);
        Assert.Equal((steps + 1, steps), (stage.Store.Finds, stage.Clock.Timers(RefreshStage.Step)));
    }

    [Fact]
    public async Task Question_whose_answer_cannot_come_any_more_is_waited_for_no_longer()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(Asked);

        var after = stage.Others.AnswerAsync(live, (_, now) => now < Sessions.SessionSamples.Start + RefreshStage.Step, TimeSpan.FromSeconds(2));
        await stage.PassAsync(RefreshStage.Step, 1);

        Assert.NotNull(await after);
        Assert.Equal(1, stage.Clock.Timers(RefreshStage.Step));
    }

    [Fact]
    public async Task Session_that_ends_meanwhile_has_no_answer()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(Asked);

        var after = stage.Others.AnswerAsync(live, IsOut, TimeSpan.FromSeconds(2));
        await stage.WaitingAsync(RefreshStage.Step, 1);
        await stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, TestContext.Current.CancellationToken);
        stage.Clock.Advance(RefreshStage.Step);

        Assert.Null(await after);
    }

    private static bool IsOut(Session session, DateTimeOffset now) => session.ClaimsAttempt is not null;
}
