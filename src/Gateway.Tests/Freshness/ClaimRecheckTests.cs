using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Sessions;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>A denial asks userinfo once more before it stands, and no member can make the Gateway ask without end.</summary>
public sealed class ClaimRecheckTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claims_are_asked_for_now_and_the_time_is_written_down()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);

        var fresh = await TryAsync(stage, live);

        Assert.Equal(("1", stage.Now, ClaimAge.Good), (Trial(fresh), fresh!.Value.Live!.Session.RecheckedAt, fresh.Value.ClaimAge));
        Assert.Equal(["userinfo access-0"], stage.Provider.Calls);
    }

    [Theory]
    [InlineData(9.999, false)]
    [InlineData(10, true)]
    public async Task Session_asks_every_ten_seconds_at_most(double seconds, bool asks)
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.LongMember with { RecheckedAt = stage.Now });
        stage.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(asks, await TryAsync(stage, live) is not null);
        Assert.Equal(asks ? 1 : 0, stage.Provider.Calls.Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public async Task Userinfo_that_has_just_failed_is_left_alone(int ticks, bool asks)
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.LongMember with { NextClaimsAt = stage.Now.AddTicks(ticks) });

        Assert.Equal(asks, await TryAsync(stage, live) is not null);
    }

    [Fact]
    public async Task Session_that_could_get_no_answer_asks_nobody()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { RefreshToken = null, ExpiresAt = stage.Now } });

        Assert.Null(await TryAsync(stage, live));
    }

    [Fact]
    public async Task One_op_is_asked_twenty_times_a_second_and_another_way_there_counts_by_itself()
    {
        using var stage = new RefreshStage();
        using var beside = new RefreshStage(validatesCertificate: false);
        var members = new List<LiveSession>();
        for (var i = 0; i < 21; i++) members.Add(await StartAsync(stage));

        foreach (var member in members) await TryAsync(stage, member);
        Assert.Equal(20, stage.Provider.Calls.Count);
        var elsewhere = await stage.Recheck.TryAsync(beside.Site, members[20], Cancel);
        Assert.Equal(("1", 21), (Trial(elsewhere), stage.Provider.Calls.Count));

        stage.Clock.Advance(TimeSpan.FromSeconds(0.999));
        var late = await StartAsync(stage);
        Assert.Equal("0", Trial(await TryAsync(stage, late)));
        stage.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal("1", Trial(await TryAsync(stage, late)));
    }

    [Fact]
    public async Task Question_that_is_out_already_is_worth_a_wait()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.LongMember with { RecheckedAt = stage.Now, ClaimsAttempt = new Attempt(stage.Now, "") });

        var fresh = TryAsync(stage, live);
        await stage.WaitingAsync(RefreshStage.Step, 1);
        await stage.ChangeAsync(live, session => session with { ClaimsAttempt = null, ClaimsAt = stage.Now, UserInfoClaims = Sessions.SessionSamples.Json("""{"sub":"m0","trial":"2"}""") });
        stage.Clock.Advance(RefreshStage.Step);

        Assert.Equal("2", Trial(await fresh));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Claims_that_came_since_the_session_was_read_need_no_question()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        await stage.ChangeAsync(live, session => session with { ClaimsAt = stage.Now, UserInfoClaims = Sessions.SessionSamples.Json("""{"sub":"m0","trial":"2"}""") });

        Assert.Equal("2", Trial(await TryAsync(stage, live)));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_that_asked_a_moment_ago_on_another_node_is_judged_as_it_is()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        await stage.ChangeAsync(live, session => session with { RecheckedAt = stage.Now });

        Assert.Equal("0", Trial(await TryAsync(stage, live)));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_that_has_ended_meanwhile_is_none()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        await stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, Cancel);

        Assert.Equal(FreshSession.Ended, await TryAsync(stage, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Answer_about_another_member_leaves_no_session()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Provider.UserInfo = () => Json("""{"sub":"m1"}""");

        Assert.Equal(FreshSession.Ended, await TryAsync(stage, live));
    }

    [Fact]
    public async Task After_two_seconds_the_session_is_judged_as_it_was()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Provider.Gate = new Latch();

        var fresh = TryAsync(stage, live);
        await stage.PassAsync(LongestWait, 1);

        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await fresh);
    }

    [Fact]
    public async Task Store_that_is_away_leaves_the_session_as_it_was()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Store.IsAway = true;

        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await TryAsync(stage, live));
    }

    [Fact]
    public async Task Recheck_that_may_not_ask_calls_old_claims_no_outage()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Clock.Advance(TimeSpan.FromMinutes(11));

        var fresh = await stage.Refresher.RecheckAsync(stage.Site, live, _ => false, Cancel);

        Assert.Equal((live.Version, false, ClaimAge.Good), (fresh.Live!.Version, fresh.Degraded, fresh.ClaimAge));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Recheck_without_an_answer_calls_old_claims_no_outage()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Clock.Advance(TimeSpan.FromMinutes(11));
        stage.Provider.Gate = new Latch();

        var fresh = stage.Refresher.RecheckAsync(stage.Site, live, _ => true, Cancel);
        await stage.PassAsync(LongestWait, 1);

        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await fresh);
    }

    [Fact]
    public async Task Recheck_that_comes_during_a_refresh_asks_after_it()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.Member);
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer","expires_in":300}""");
        var gate = stage.Provider.Gate = new Latch();
        var link = stage.Refresher.RefreshByLinkAsync(stage.Site, live, "access-0", Cancel);
        await stage.ArrivedAsync(1);

        var fresh = TryAsync(stage, live);
        gate.Open();

        Assert.Equal("1", Trial(await fresh));
        Assert.Equal(LinkRefresh.Refreshed, await link);
        Assert.Equal("userinfo access-1", stage.Provider.Calls[^1]);
    }

    private static async Task<LiveSession> StartAsync(RefreshStage stage, Session? session = null)
    {
        stage.Provider.UserInfo = () => Json("""{"sub":"m0","trial":"1"}""");
        await stage.KnowDocumentsAsync();
        return await stage.SignInAsync((session ?? RefreshStage.LongMember) with { UserInfoClaims = Sessions.SessionSamples.Json("""{"sub":"m0","trial":"0"}""") });
    }

    private static Task<FreshSession?> TryAsync(RefreshStage stage, LiveSession live) => stage.Recheck.TryAsync(stage.Site, live, Cancel).AsTask();

    private static string? Trial(FreshSession? fresh) => fresh!.Value.Live!.Session.UserInfoClaims.GetProperty("trial").GetString();
}
