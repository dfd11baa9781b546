using System.Net;
using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>
/// A session is looked after once for all of its requests, and nobody waits for more than two seconds, or at all while what he has still
/// serves. The token lives five minutes and is due after four, claims are due after ten and serve for another fifteen.
/// </summary>
public sealed class SessionRefresherTests
{
    private const string NewToken = """{"access_token":"access-1","token_type":"Bearer","expires_in":300}""";
    private const string NewClaims = """{"sub":"m0","trial":"1"}""";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_of_which_nothing_is_due_goes_on_without_a_look_at_anything()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 3.99);

        var fresh = stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);

        Assert.True(fresh.IsCompletedSuccessfully);
        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await fresh);
        Assert.Equal((0, 0), (stage.Provider.Calls.Count, stage.Store.Finds));
    }

    [Fact]
    public async Task Session_of_which_nothing_is_due_takes_no_turn_from_one_that_wants_a_token()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        for (var at = 0; at < 2 * RenewalPace.AtOnce; at++)
            Assert.NotNull((await KeepFreshAsync(stage, RefreshStage.Unstored(RefreshStage.LongMember))).Live);

        await KeepFreshAsync(stage, live);
        await stage.LandedAsync();

        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task While_the_old_token_lives_nobody_waits_for_the_new_one()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        var gate = stage.Provider.Gate = new Latch();

        var first = stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);
        var second = stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await first);
        Assert.Same(live, (await second).Live);
        gate.Open();
        await stage.LandedAsync();
        Assert.Equal("access-1", (await stage.StoredAsync(live))!.Tokens.AccessToken);
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Renewal_whose_turn_comes_late_is_begun_by_who_cannot_wait_for_it_and_not_again()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        TakeTurns(stage, seconds: 59);   // and its own comes then

        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel));
        stage.Clock.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal("access-0", (await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel)).Live!.Session.Tokens.AccessToken);
        Assert.Empty(stage.Provider.Calls);

        await stage.Refresher.RefreshByLinkAsync(stage.Site, live, "access-0", Cancel);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.Pace.StopAsync(Cancel);
        Assert.Equal("access-1", (await stage.StoredAsync(live))!.Tokens.AccessToken);
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Token_whose_turn_would_come_after_its_end_is_renewed_by_the_first_request_that_has_to_wait_for_it()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        TakeTurns(stage, seconds: 90);
        await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("access-1", (await KeepFreshAsync(stage, live)).Live!.Session.Tokens.AccessToken);
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Renewal_that_waited_for_its_turn_leaves_an_OP_alone_that_has_failed_meanwhile()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        TakeTurns(stage, seconds: 30);
        await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);
        stage.Provider.Token = () => Status(503, retryAfterSeconds: 300);
        await stage.Refresher.RefreshByLinkAsync(stage.Site, live, "access-0", Cancel);

        stage.Clock.Advance(TimeSpan.FromSeconds(31));
        await stage.LandedAsync();
        await stage.Pace.StopAsync(Cancel);

        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task All_requests_of_a_session_take_one_turn()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        var gate = stage.Provider.Gate = new Latch();
        for (var requests = 0; requests < 150; requests++) await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);

        var begun = 0;
        for (var others = 0; others < RenewalPace.AtOnce; others++)
            stage.Pace.Begin(stage.Site.Provider, RefreshStage.Unstored(RefreshStage.LongMember), () => begun++);

        Assert.Equal(RenewalPace.AtOnce - 1, begun);
        gate.Open();
        await stage.LandedAsync();
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Renewal_that_waits_for_its_turn_is_begun_when_it_has_come()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        TakeTurns(stage, seconds: 30);

        await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);
        stage.Clock.Advance(TimeSpan.FromSeconds(31));
        await stage.LandedAsync();

        Assert.Equal("access-1", (await stage.StoredAsync(live))!.Tokens.AccessToken);
    }

    [Fact]
    public async Task Refresh_link_and_question_for_claims_wait_for_no_turn()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 4);
        TakeTurns(stage, seconds: 30);
        await stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);

        var asked = await stage.Refresher.RecheckAsync(stage.Site, live, _ => true, Cancel);
        Assert.Single(stage.Provider.Calls);
        Assert.Equal(LinkRefresh.Refreshed, await stage.Refresher.RefreshByLinkAsync(stage.Site, asked.Live!, "access-0", Cancel));
        Assert.Equal(2, stage.Provider.Calls.Count);
    }

    [Fact]
    public async Task Fifty_requests_with_a_token_that_has_ended_wait_for_one_call()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        var gate = stage.Provider.Gate = new Latch();

        var requests = Enumerable.Range(0, 50).Select(_ => KeepFreshAsync(stage, live)).ToArray();
        await stage.WaitingAsync(LongestWait, 50);
        gate.Open();

        Assert.All(await Task.WhenAll(requests), fresh => Assert.Equal(("access-1", false, ClaimAge.Good), (fresh.Live!.Session.Tokens.AccessToken, fresh.Degraded, fresh.ClaimAge)));
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Refused_refresh_ends_the_session_for_the_request_that_waited()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        Assert.Equal(FreshSession.Ended, await KeepFreshAsync(stage, live));
    }

    [Fact]
    public async Task After_two_seconds_the_request_goes_on_with_what_there_is_and_the_member_is_told()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        stage.Provider.Gate = new Latch();

        var request = KeepFreshAsync(stage, live);
        await stage.ArrivedAsync(1);
        await stage.PassAsync(LongestWait, 1);

        var fresh = await request;
        Assert.Equal((true, ClaimAge.Good, "access-0"), (fresh.Degraded, fresh.ClaimAge, fresh.Live!.Session.Tokens.AccessToken));
        Assert.NotNull(fresh.Live.Session.RefreshAttempt);   // as it is now, not as it was
    }

    [Fact]
    public async Task Answer_that_nobody_could_even_ask_for_is_missing_all_the_same()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        stage.Provider.Gate = new Latch();   // the documents are not known yet

        var request = KeepFreshAsync(stage, live);
        await stage.PassAsync(LongestWait, 1);

        Assert.True((await request).Degraded);
    }

    [Fact]
    public async Task Logout_during_the_wait_counts_at_its_end()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        stage.Provider.Gate = new Latch();

        var request = KeepFreshAsync(stage, live);
        await stage.ArrivedAsync(1);
        await stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, Cancel);
        await stage.PassAsync(LongestWait, 1);

        Assert.Equal(FreshSession.Ended, await request);
    }

    [Fact]
    public async Task Store_that_takes_no_writes_means_no_answer()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        stage.Store.IsReadOnly = true;

        Assert.Equal(new FreshSession(live, true, ClaimAge.Good), await KeepFreshAsync(stage, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task First_request_with_old_claims_waits_for_new_ones_and_the_others_go_on()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 10, RefreshStage.LongMember);
        var gate = stage.Provider.Gate = new Latch();

        var first = KeepFreshAsync(stage, live);
        var second = stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel);
        await stage.WaitingAsync(LongestWait, 1);

        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(new FreshSession(live, false, ClaimAge.Good), await second);
        gate.Open();
        var asked = (await first).Live!.Session;
        Assert.Equal((NewClaims, null), (asked.UserInfoClaims.GetRawText(), asked.RecheckedAt));
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task With_claims_older_than_an_outage_would_excuse_everybody_waits()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 25.1, RefreshStage.LongMember);
        var gate = stage.Provider.Gate = new Latch();

        var (first, second) = (KeepFreshAsync(stage, live), KeepFreshAsync(stage, live));
        await stage.WaitingAsync(LongestWait, 2);
        gate.Open();

        Assert.All(await Task.WhenAll(first, second), fresh => Assert.Equal((NewClaims, ClaimAge.Good), (fresh.Live!.Session.UserInfoClaims.GetRawText(), fresh.ClaimAge)));
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task What_another_node_has_just_asked_is_not_missing_where_a_token_is_renewed_meanwhile()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 10, RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { ExpiresAt = SessionSamples.Start.AddMinutes(10.5) } });
        live = await stage.ChangeAsync(live, session => session with { ClaimsAttempt = new Attempt(stage.Now, "") });

        var fresh = await KeepFreshAsync(stage, live);
        await stage.LandedAsync();

        Assert.Equal((false, ClaimAge.Good), (fresh.Degraded, fresh.ClaimAge));
        Assert.StartsWith("token ", Assert.Single(stage.Provider.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Member_of_whom_userinfo_says_that_he_is_another_is_out()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 10, RefreshStage.LongMember);
        stage.Provider.UserInfo = () => Json("""{"sub":"m1"}""");

        Assert.Equal(FreshSession.Ended, await KeepFreshAsync(stage, live));
        Assert.Null(await stage.StoredAsync(live));
    }

    [Fact]
    public async Task Userinfo_is_asked_with_the_token_that_the_refresh_has_brought()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 10);

        var fresh = await KeepFreshAsync(stage, live);

        Assert.Equal(("access-1", NewClaims), (fresh.Live!.Session.Tokens.AccessToken, fresh.Live.Session.UserInfoClaims.GetRawText()));
        Assert.Equal(["token", "userinfo"], stage.Provider.Calls.Select(call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Refresh_that_fails_leaves_userinfo_alone()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 10);
        stage.Provider.Token = () => Status(500);

        var fresh = await KeepFreshAsync(stage, live);

        Assert.Equal((true, ClaimAge.Good), (fresh.Degraded, fresh.ClaimAge));
        Assert.Single(stage.Provider.Calls);
    }

    [Theory]
    [InlineData(5, true)]       // the token has ended: its successor is waited for
    [InlineData(4.5, false)]
    public async Task What_another_node_has_posted_is_waited_for_only_where_the_old_token_has_ended(double minutes, bool waits)
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, minutes);
        var other = await stage.ChangeAsync(live, session => session with { RefreshAttempt = new Attempt(stage.Now, "of another node") });

        var request = KeepFreshAsync(stage, live);
        if (waits)
        {
            await stage.WaitingAsync(RefreshStage.Step, 1);
            await stage.ChangeAsync(other, session => session with { RefreshAttempt = null, Tokens = session.Tokens with { AccessToken = "access-2", ExpiresAt = stage.Now.AddMinutes(5) } });
            stage.Clock.Advance(RefreshStage.Step);
        }

        await stage.LandedAsync();
        Assert.Equal((waits ? "access-2" : "access-0", false), ((await request).Live!.Session.Tokens.AccessToken, (await request).Degraded));
        Assert.Equal((waits ? 1 : 0, 0), (stage.Clock.Timers(RefreshStage.Step), stage.Provider.Calls.Count));
    }

    [Theory]
    [InlineData(25.1, true, true)]
    [InlineData(25.1, false, true)]     // seen only when this node wanted to ask
    [InlineData(10, false, false)]
    [InlineData(10, true, false)]
    public async Task What_another_node_has_asked_is_waited_for_only_where_the_claims_are_too_old(double minutes, bool seen, bool waits)
    {
        using var stage = new RefreshStage();
        var read = await AfterAsync(stage, minutes, RefreshStage.LongMember);
        var other = await stage.ChangeAsync(read, session => session with { ClaimsAttempt = new Attempt(stage.Now, "") });

        var request = KeepFreshAsync(stage, seen ? other : read);
        if (waits)
        {
            await stage.WaitingAsync(RefreshStage.Step, 1);
            await stage.ChangeAsync(other, session => session with { ClaimsAttempt = null, ClaimsAt = stage.Now });
            stage.Clock.Advance(RefreshStage.Step);
        }

        var fresh = await request;
        Assert.Equal((false, ClaimAge.Good, waits ? null : other.Session.ClaimsAttempt), (fresh.Degraded, fresh.ClaimAge, fresh.Live!.Session.ClaimsAttempt));
        Assert.Equal((waits ? 1 : 0, 0), (stage.Clock.Timers(RefreshStage.Step), stage.Provider.Calls.Count));
    }

    [Fact]
    public async Task Request_that_joined_work_of_another_kind_does_its_own_after_it_within_the_same_two_seconds()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        var gate = stage.Provider.Gate = new Latch();
        var recheck = stage.Refresher.RecheckAsync(stage.Site, live, _ => true, Cancel);
        await stage.ArrivedAsync(1);

        var request = KeepFreshAsync(stage, live);
        await stage.WaitingAsync(LongestWait, 2);
        stage.Clock.Advance(TimeSpan.FromSeconds(1.5));
        stage.Provider.Gate = new Latch();
        gate.Open();
        await stage.PassAsync(TimeSpan.FromSeconds(0.5), 1);

        Assert.Equal(NewClaims, (await recheck).Live!.Session.UserInfoClaims.GetRawText());
        Assert.Equal(("access-0", true), ((await request).Live!.Session.Tokens.AccessToken, (await request).Degraded));
        stage.Provider.Gate.Open();
        await stage.LandedAsync();
        Assert.Equal(("access-1", NewClaims), ((await stage.StoredAsync(live))!.Tokens.AccessToken, (await stage.StoredAsync(live))!.UserInfoClaims.GetRawText()));
    }

    [Fact]
    public async Task Request_whose_two_seconds_are_over_when_its_own_work_begins_waits_no_longer()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        var gate = stage.Provider.Gate = new Latch();
        var late = new LateFlights(stage.Clock);
        var refresher = new SessionRefresher(late, stage.Pace, stage.Others, stage.Refresh, stage.Claims, stage.Vault, stage.Clock);
        var recheck = refresher.RecheckAsync(stage.Site, live, _ => true, Cancel);
        await stage.ArrivedAsync(1);

        var request = refresher.KeepFreshAsync(stage.Site, live, Cancel).AsTask();
        await stage.WaitingAsync(LongestWait, 2);
        (late.IsLate, stage.Provider.Gate) = (true, new Latch());
        gate.Open();

        Assert.Equal(("access-0", true), ((await request).Live!.Session.Tokens.AccessToken, (await request).Degraded));
        await recheck;
        stage.Provider.Gate.Open();
        await late.StopAsync(Cancel);
    }

    [Fact]
    public async Task Closed_tab_ends_its_own_wait_and_nobody_elses()
    {
        using var stage = new RefreshStage();
        var live = await AfterAsync(stage, 5);
        var gate = stage.Provider.Gate = new Latch();
        using var tab = new CancellationTokenSource();

        var closed = stage.Refresher.KeepFreshAsync(stage.Site, live, tab.Token).AsTask();
        var open = KeepFreshAsync(stage, live);
        await tab.CancelAsync();
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closed);
        Assert.Equal("access-1", (await open).Live!.Session.Tokens.AccessToken);
    }

    private static async Task<LiveSession> AfterAsync(RefreshStage stage, double minutes, Session? session = null)
    {
        stage.Provider.Token = () => Json(NewToken);
        stage.Provider.UserInfo = () => Json(NewClaims);
        await stage.KnowDocumentsAsync();
        var live = await stage.SignInAsync(session);
        stage.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return live;
    }

    // Sessions that came before.
    private static void TakeTurns(RefreshStage stage, int seconds)
    {
        for (var at = 0; at < RenewalPace.AtOnce + (seconds * RenewalPace.PerSecond); at++)
            stage.Pace.Begin(stage.Site.Provider, RefreshStage.Unstored(RefreshStage.LongMember), static () => { });
    }

    private static Task<FreshSession> KeepFreshAsync(RefreshStage stage, LiveSession live) => stage.Refresher.KeepFreshAsync(stage.Site, live, Cancel).AsTask();

    /// <summary>Once it is late, three seconds go by whenever somebody joins.</summary>
    private sealed class LateFlights(WatchedClock clock) : SessionFlights
    {
        public bool IsLate { get; set; }

        public override (Task<LiveSession?> Task, bool Leads) Join(LiveSession live, Func<Task<LiveSession?>> work)
        {
            if (IsLate) clock.Advance(TimeSpan.FromSeconds(3));
            return base.Join(live, work);
        }
    }
}
