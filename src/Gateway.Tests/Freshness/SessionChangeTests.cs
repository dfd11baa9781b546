using Gateway.Freshness;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>A result gets into its session whoever was faster and however long the store is away.</summary>
public sealed class SessionChangeTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Result_is_written_into_the_session_as_it_is_now()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { RefreshRefused = true });

        var stored = await StoreAsync(stage, live, session => session with { User = "m0 by another name" });

        Assert.Equal(("m0 by another name", true), (stored!.Session.User, stored.Session.RefreshRefused));
        Assert.Equal(stored.Session.User, (await stage.StoredAsync(live))!.User);
    }

    [Fact]
    public async Task Session_that_wants_no_change_comes_back_as_it_is()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();

        Assert.Same(live, await StoreAsync(stage, live, _ => null));

        Assert.Equal(0, stage.Store.Replaces);
    }

    [Fact]
    public async Task Newer_session_that_wants_no_change_comes_back_as_it_is()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { RefreshRefused = true });

        var after = await StoreAsync(stage, live, session => session.RefreshRefused ? null : session with { User = "other" });

        Assert.Equal((true, "m0"), (after!.Session.RefreshRefused, after.Session.User));
    }

    [Fact]
    public async Task Session_that_is_gone_takes_no_result()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, TestContext.Current.CancellationToken);

        Assert.Null(await StoreAsync(stage, live, session => session with { User = "other" }));
        Assert.Null(await stage.StoredAsync(live));
    }

    [Fact]
    public async Task After_ten_who_were_faster_the_newest_session_comes_back_without_the_result()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        var (faster, tries) = (live, 0);

        var after = await StoreAsync(stage, live, session =>
        {
            tries++;
            faster = stage.ChangeAsync(faster, now => now with { NextRefreshAt = stage.Now.AddSeconds(tries) }).GetAwaiter().GetResult();
            return session with { User = "never" };
        });

        Assert.Equal(10, tries);
        Assert.Equal((stage.Now.AddSeconds(10), "m0"), (after!.Session.NextRefreshAt, after.Session.User));
    }

    [Fact]
    public async Task While_the_store_is_away_the_result_is_kept_and_tried_each_second_however_often()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Store.IsAway = true;

        var stored = StoreAsync(stage, live, session => session with { User = "m0 by another name" });
        for (var i = 1; i <= 20; i++) await stage.PassAsync(Pause, i);
        await stage.WaitingAsync(Pause, 21);
        stage.Store.IsAway = false;
        stage.Clock.Advance(Pause);

        Assert.Equal("m0 by another name", (await stored)!.Session.User);
        Assert.Equal(22, stage.Store.Replaces);
    }

    [Fact]
    public async Task Store_that_stays_away_until_the_session_ends_is_asked_no_longer()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { EndsAt = stage.Now + Pause });
        stage.Store.IsAway = true;

        var stored = StoreAsync(stage, live, session => session with { User = "never" });
        await stage.PassAsync(Pause, 1);

        await Assert.ThrowsAsync<SessionStoreUnavailableException>(() => stored);
        Assert.Equal(1, stage.Clock.Timers(Pause));
    }

    private static Task<LiveSession?> StoreAsync(RefreshStage stage, LiveSession live, Func<Session, Session?> change) =>
        SessionChange.StoreAsync(stage.Vault, stage.Clock, live, change);
}
