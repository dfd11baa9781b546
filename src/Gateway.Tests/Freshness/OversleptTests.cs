using Gateway.Sessions;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>
/// A node that sleeps between its attempt and its POST: it posts nothing, and takes back what it alone knows to be nobody's, unless another
/// has followed.
/// </summary>
public sealed class OversleptTests
{
    [Theory]
    [InlineData(5.0, true)]
    [InlineData(5.001, false)]
    public async Task Node_that_slept_over_its_attempt_posts_nothing_and_the_next_request_may(double seconds, bool posts)
    {
        using var stage = await AwakeAsync();
        var live = await stage.SignInAsync();

        var after = (await SleepAsync(stage, live, seconds))!;

        Assert.Equal((posts ? "access-1" : "access-0", null), (after.Session.Tokens.AccessToken, after.Session.RefreshAttempt));
        Assert.Equal(posts ? 1 : 0, stage.Provider.Calls.Count);
        Assert.Equal((after.Session.Tokens.AccessToken, null), await KeptAsync(stage, live));
        if (!posts) Assert.Equal("access-1", (await stage.Refresh.RefreshAsync(stage.Site, after))!.Session.Tokens.AccessToken);
        Assert.Single(stage.Provider.Calls);
        Assert.Empty(stage.RefreshLog.All);
    }

    [Fact]
    public async Task Second_who_slept_leaves_the_attempt_of_the_first_as_it_was()
    {
        using var stage = await AwakeAsync();
        var first = new Attempt(stage.Now, "of the first");
        var live = await stage.SignInAsync(RefreshStage.Member with { RefreshAttempt = first });
        stage.Clock.Advance(TimeSpan.FromMinutes(6));

        var after = (await SleepAsync(stage, live, 6))!;

        Assert.Equal(first, after.Session.RefreshAttempt);
        Assert.Equal(("access-0", first), await KeptAsync(stage, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task What_another_node_wrote_meanwhile_stays_beside_the_attempt_that_is_taken_back()
    {
        using var stage = await AwakeAsync();
        var live = await stage.SignInAsync();
        stage.Store.BeforeReplace = MeanwhileAsync(stage, live, session => session with { ClaimsAt = stage.Now });

        var after = (await SleepAsync(stage, live, 6))!;

        Assert.Equal((null, stage.Now), (after.Session.RefreshAttempt, after.Session.ClaimsAt));
        Assert.Equal(("access-0", null), await KeptAsync(stage, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Attempt_of_a_node_that_has_followed_is_not_taken_back()
    {
        using var stage = await AwakeAsync();
        var live = await stage.SignInAsync();
        var second = new Attempt(stage.Now, "of the second", IsSecond: true);
        stage.Store.BeforeReplace = MeanwhileAsync(stage, live, session => session with { RefreshAttempt = second });

        var after = (await SleepAsync(stage, live, 360))!;

        Assert.Equal(second, after.Session.RefreshAttempt);
        Assert.Equal(("access-0", second), await KeptAsync(stage, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Member_who_signed_out_while_a_node_slept_stays_signed_out()
    {
        using var stage = await AwakeAsync();
        var live = await stage.SignInAsync();
        var replaces = 0;
        stage.Store.BeforeReplace = () => ++replaces == 2
            ? stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, TestContext.Current.CancellationToken).AsTask() : Task.CompletedTask;

        Assert.Null(await SleepAsync(stage, live, 6));
        Assert.Null(await stage.StoredAsync(live));
        Assert.Empty(stage.Provider.Calls);
    }

    private static async Task<RefreshStage> AwakeAsync()
    {
        var stage = new RefreshStage();
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer"}""");
        await stage.KnowDocumentsAsync();
        return stage;
    }

    private static async Task<LiveSession?> SleepAsync(RefreshStage stage, LiveSession live, double seconds)
    {
        var gate = new TaskCompletionSource();
        stage.Store.ReplaceGate = gate.Task;
        var refresh = stage.Refresh.RefreshAsync(stage.Site, live);
        stage.Clock.Advance(TimeSpan.FromSeconds(seconds));
        gate.SetResult();
        return await refresh;
    }

    private static async Task<(string AccessToken, Attempt? Attempt)> KeptAsync(RefreshStage stage, LiveSession live) =>
        await stage.StoredAsync(live) is { } stored ? (stored.Tokens.AccessToken, stored.RefreshAttempt) : default;

    // Once, between the attempt and its end.
    private static Func<Task> MeanwhileAsync(RefreshStage stage, LiveSession live, Func<Session, Session> change)
    {
        var replaces = 0;
        return async () =>
        {
            if (++replaces == 2) await stage.ChangeAsync((await stage.Vault.FindAsync(live.Keys, live.Id, TestContext.Current.CancellationToken))!, change);
        };
    }
}
