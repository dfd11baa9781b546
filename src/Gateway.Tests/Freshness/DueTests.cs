using Gateway.Freshness;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Tests.Protection;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>
/// Times are minutes since the login: a token of five minutes with a window of one, claims of ten minutes, a grace of fifteen.
/// </summary>
public sealed class DueTests
{
    private static readonly TokenSettings Settings =
        new(TimeSpan.FromMinutes(1), RefusedRefresh.Logout, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));

    [Theory]
    [InlineData(5.0, 1.0, 3.99, false)]
    [InlineData(5.0, 1.0, 4.0, true)]
    [InlineData(5.0, 1.0, 99.0, true)]
    [InlineData(5.0, 10.0, 2.49, false)]   // half the lifetime is the shorter window
    [InlineData(5.0, 10.0, 2.5, true)]
    [InlineData(0.5, 1.0, 0.24, false)]
    [InlineData(0.5, 1.0, 0.25, true)]
    [InlineData(5.0, 0.0, 4.99, false)]
    [InlineData(5.0, 0.0, 5.0, true)]
    [InlineData(0.0, 1.0, 0.0, true)]
    public void Token_is_due_when_the_shorter_of_window_and_half_its_life_is_left(double lifetime, double window, double now, bool due)
    {
        var session = Session(expires: lifetime);

        Assert.Equal(due, Due.Token(session, Settings with { RefreshBeforeExpiry = TimeSpan.FromMinutes(window) }, At(now)));
    }

    [Theory]
    [InlineData(true, false, 5.0, null, true)]
    [InlineData(false, false, 5.0, null, false)]    // nothing to refresh with
    [InlineData(true, true, 5.0, null, false)]      // the OP has refused it
    [InlineData(true, false, null, null, false)]    // a lifetime nobody knows
    [InlineData(true, false, 5.0, 6.01, false)]     // an OP that failed is left alone
    [InlineData(true, false, 5.0, 6.0, true)]
    public void Token_is_due_only_if_it_can_and_may_be_refreshed(bool refreshToken, bool refused, double? expires, double? next, bool due)
    {
        var session = Session(refreshToken, expires, refused) with { NextRefreshAt = At(next) };

        Assert.Equal(due, Due.Token(session, Settings, At(6)));
    }

    [Theory]
    [InlineData(10.0, 9.99, null, 99.0, true, false, false)]
    [InlineData(10.0, 10.0, null, 99.0, true, false, true)]
    [InlineData(0.0, 10.0, null, 99.0, true, false, false)]     // never
    [InlineData(10.0, 10.0, 10.1, 99.0, true, false, false)]    // asked a moment ago, in vain
    [InlineData(10.0, 10.0, 10.0, 99.0, true, false, true)]
    [InlineData(10.0, 10.0, null, 5.0, true, false, true)]      // a refresh comes first
    [InlineData(10.0, 10.0, null, 5.0, true, true, false)]      // and has just failed
    [InlineData(10.0, 10.0, null, 99.0, true, true, true)]      // but the token lives
    [InlineData(10.0, 10.0, null, 5.0, false, false, false)]    // no way to ask
    [InlineData(10.0, 10.0, null, null, false, false, true)]    // a token of unknown life may live
    public void Claims_are_due_when_they_are_old_and_userinfo_could_answer(
        double interval, double now, double? next, double? expires, bool refreshToken, bool missing, bool due)
    {
        var session = Session(refreshToken, expires) with { NextClaimsAt = At(next), RefreshMissingSince = missing ? At(expires) : null };

        Assert.Equal(due, Due.Claims(session, Settings with { UserInfoRefreshInterval = TimeSpan.FromMinutes(interval) }, At(now)));
    }

    [Theory]
    [InlineData(4.99, 5.0, true, null, null, false)]    // the token lives
    [InlineData(5.0, 5.0, true, null, null, true)]
    [InlineData(5.0, 5.0, false, null, null, false)]    // waiting would bring nothing
    [InlineData(5.0, 5.0, true, 5.1, null, false)]      // nobody asks now
    [InlineData(10.0, 99.0, true, null, null, false)]   // old claims within what an outage would excuse
    [InlineData(25.0, 99.0, true, null, null, false)]
    [InlineData(25.01, 99.0, true, null, null, true)]
    [InlineData(25.01, 99.0, true, null, 25.1, false)]
    public void Request_must_wait_when_it_would_go_on_with_what_has_ended(double now, double expires, bool refreshToken, double? nextRefresh, double? nextClaims, bool wait)
    {
        var session = Session(refreshToken, expires) with { NextRefreshAt = At(nextRefresh), NextClaimsAt = At(nextClaims) };

        Assert.Equal(wait, Due.MustWait(session, Settings, At(now)));
    }

    [Theory]
    // Fresh, or due with an answer on the way that nobody waited for.
    [InlineData(1.0, 5.0, true, null, null, true, false, "Good")]
    [InlineData(4.5, 5.0, true, null, null, true, false, "Good")]
    [InlineData(12.0, 99.0, true, null, null, true, false, "Good")]
    // A refresh that failed while the token lives counts from the token's end.
    [InlineData(4.9, 5.0, true, 5.0, null, true, false, "Good")]
    [InlineData(5.0, 5.0, true, 5.0, null, true, true, "Good")]
    [InlineData(20.0, 5.0, true, 5.0, null, true, true, "Good")]
    [InlineData(20.01, 5.0, true, 5.0, null, true, true, "OutageTooLong")]
    // The same for userinfo, and the earlier of both counts.
    [InlineData(9.9, 99.0, true, null, 10.0, true, false, "Good")]
    [InlineData(10.0, 99.0, true, null, 10.0, true, true, "Good")]
    [InlineData(25.0, 99.0, true, null, 10.0, true, true, "Good")]
    [InlineData(25.01, 99.0, true, null, 10.0, true, true, "OutageTooLong")]
    [InlineData(25.01, 24.0, true, 24.0, 10.0, true, true, "OutageTooLong")]
    [InlineData(20.01, 5.0, true, 5.0, 10.0, true, true, "OutageTooLong")]
    // Claims that cannot be asked for because the refresh fails count from their own time.
    [InlineData(25.0, 24.0, true, 24.0, null, true, true, "Good")]
    [InlineData(25.01, 24.0, true, 24.0, null, true, true, "OutageTooLong")]
    // No answer within the wait: missing since it was due.
    [InlineData(4.9, 5.0, true, null, null, false, false, "Good")]
    [InlineData(5.0, 5.0, true, null, null, false, true, "Good")]
    [InlineData(12.0, 99.0, true, null, null, false, true, "Good")]
    [InlineData(25.01, 99.0, true, null, null, false, true, "OutageTooLong")]
    [InlineData(20.01, 5.0, true, null, null, false, true, "OutageTooLong")]
    // No way to ask: not an outage.
    [InlineData(9.9, 5.0, false, null, null, true, false, "Good")]
    [InlineData(10.0, 5.0, false, null, null, true, false, "CannotAsk")]
    [InlineData(99.0, 5.0, false, null, 10.0, false, false, "CannotAsk")]
    [InlineData(10.0, 99.0, false, null, null, true, false, "Good")]
    public void Session_is_worth_what_the_missing_answers_leave_of_it(
        double now, double expires, bool refreshToken, double? refreshMissing, double? claimsMissing, bool answered, bool degraded, string age)
    {
        var session = Session(refreshToken, expires) with { RefreshMissingSince = At(refreshMissing), ClaimsMissingSince = At(claimsMissing) };
        var live = RefreshStage.Unstored(session);

        var fresh = Due.Judge(live, Settings, At(now), answered);

        Assert.Equal((degraded, age), (fresh.Degraded, fresh.ClaimAge.ToString()));
        Assert.Same(live, fresh.Live);
    }

    // Minutes of the attempt and of now. The token lives five minutes, a POST has its answer within 65 seconds.
    [Theory]
    [InlineData(null, false, 4.5, true, false, true)]
    [InlineData(4.5, false, 4.9, false, true, false)]       // while the token lives one attempt is enough, and nobody waits
    [InlineData(2.5, false, 4.99, false, true, false)]
    [InlineData(4.5, false, 5.0, false, true, true)]        // ended: to be waited for
    [InlineData(4.5, false, 5.58, false, true, true)]
    [InlineData(4.5, false, 5.59, true, false, true)]       // no answer can come any more
    [InlineData(5.2, false, 6.28, false, true, true)]       // an attempt of a member who came back late
    [InlineData(5.2, false, 6.29, true, false, true)]
    [InlineData(5.2, true, 6.28, false, true, true)]        // the second one is waited for too
    [InlineData(5.2, true, 6.29, false, false, false)]      // and nobody follows it
    [InlineData(5.2, true, 99.0, false, false, false)]
    public void One_other_may_post_once_when_token_and_post_have_ended(double? attempt, bool second, double now, bool may, bool posted, bool due)
    {
        var session = Session() with { RefreshAttempt = attempt is { } at ? new Attempt(At(at), "hash", second) : null };

        Assert.Equal((may, posted, due), (Due.MayPost(session, At(now)), Due.IsPosted(session, At(now)), Due.Token(session, Settings, At(now))));
        Assert.Equal(due && now >= 5, Due.MustWait(session, Settings, At(now)));
    }

    [Theory]
    [InlineData(5.0, false, true, "Good")]
    [InlineData(20.0, false, true, "Good")]
    [InlineData(20.01, true, false, "Good")]        // lost for good: as without a refresh token
    public void What_another_node_has_asked_for_is_missing_since_it_was_due(double now, bool second, bool degraded, string age)
    {
        var session = Session() with { RefreshAttempt = new Attempt(At(now - (second ? 2 : 0.01)), "hash", second), RefreshMissingSince = second ? At(5) : null };
        var live = RefreshStage.Unstored(session);

        var fresh = Due.Judge(live, Settings with { UserInfoRefreshInterval = TimeSpan.Zero }, At(now), answered: true);

        Assert.Equal((degraded, age), (fresh.Degraded, fresh.ClaimAge.ToString()));
    }

    [Theory]
    [InlineData(null, 10.0, true, false)]
    [InlineData(10.0, 10.1, false, false)]      // asked a moment ago, on some node: the others use the old claims
    [InlineData(10.0, 10.25, true, false)]      // whoever asked has died
    [InlineData(25.01, 25.02, true, true)]      // too old to be used: waited for
    public void Question_of_another_node_is_enough_until_the_claims_are_too_old(double? asked, double now, bool due, bool wait)
    {
        var session = Session(expires: 99) with { ClaimsAttempt = asked is { } at ? new Attempt(At(at), "") : null };

        Assert.Equal((due, wait), (Due.Claims(session, Settings, At(now)), Due.MustWait(session, Settings, At(now))));
    }

    [Theory]
    [InlineData(null, 25.01, false, "Good")]            // nobody has asked
    [InlineData(11.9, 12.0, false, "Good")]             // the old claims still serve
    [InlineData(25.0, 25.01, true, "OutageTooLong")]
    [InlineData(24.0, 25.01, false, "Good")]            // whoever asked has died: this answer is ours to get
    public void Answer_that_is_out_is_missing_once_the_claims_are_too_old(double? asked, double now, bool degraded, string age)
    {
        var session = Session(expires: 99) with { ClaimsAttempt = asked is { } at ? new Attempt(At(at), "") : null };

        var fresh = Due.Judge(RefreshStage.Unstored(session), Settings, At(now), answered: true);

        Assert.Equal((degraded, age), (fresh.Degraded, fresh.ClaimAge.ToString()));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Token_that_has_ended_is_missing_only_while_its_answer_is_out(bool answered, bool degraded)
    {
        var live = RefreshStage.Unstored(Session());

        Assert.Equal(degraded, Due.Judge(live, Settings, At(5), answered).Degraded);
    }

    [Theory]
    [InlineData(3.0, true)]
    [InlineData(5.0, true)]
    [InlineData(5.01, false)]
    public void Claims_that_a_refresh_could_not_bring_are_due_however_young_the_others_are(double missingSince, bool due)
    {
        var session = Session(expires: 99) with { ClaimsMissingSince = At(missingSince) };

        Assert.Equal(due, Due.Claims(session, Settings, At(5)));
        Assert.Equal(due, Due.Claims(session, Settings with { UserInfoRefreshInterval = TimeSpan.Zero }, At(5)));
    }

    [Theory]
    [InlineData(1.08, false)]
    [InlineData(1.09, true)]
    public void Token_of_unknown_life_may_be_posted_once_more_when_no_answer_can_come(double now, bool may)
    {
        var session = Session(expires: null) with { RefreshAttempt = new Attempt(At(0), "hash") };

        Assert.Equal((may, !may), (Due.MayPost(session, At(now)), Due.IsPosted(session, At(now))));
    }

    [Theory]
    [InlineData(false, -1, false, true)]
    [InlineData(false, 0, true, true)]
    [InlineData(true, -1, false, true)]
    [InlineData(true, 0, false, false)]
    public void Post_is_over_at_the_very_end_of_its_limit(bool second, int ticks, bool may, bool can)
    {
        var session = Session() with { RefreshAttempt = new Attempt(At(6), "hash", second) };
        var now = At(6).AddSeconds(65).AddTicks(ticks);

        Assert.Equal((may, can), (Due.MayPost(session, now), Due.CanRefresh(session, now)));
    }

    [Fact]
    public void Claims_that_are_never_due_are_never_too_old()
    {
        Assert.False(Due.ClaimsAreTooOld(Session(), Settings with { UserInfoRefreshInterval = TimeSpan.Zero }, At(99)));
    }

    [Fact]
    public void Refused_refresh_leaves_a_living_token_to_ask_with()
    {
        var session = Session(refused: true, expires: 11);
        var live = RefreshStage.Unstored(session);

        Assert.True(Due.Claims(session, Settings, At(10)));
        Assert.Equal(ClaimAge.Good, Due.Judge(live, Settings, At(10), answered: true).ClaimAge);
        Assert.False(Due.Claims(session, Settings, At(11)));
        Assert.Equal(ClaimAge.CannotAsk, Due.Judge(live, Settings, At(11), answered: true).ClaimAge);
    }

    [Fact]
    public void Grace_of_zero_trusts_no_missing_answer()
    {
        var live = new LiveSession(SessionId.New(), TestKeys.A, Session() with { RefreshMissingSince = At(5) }, 1, TimeSpan.FromMinutes(1));
        var none = Settings with { ProviderOutageGrace = TimeSpan.Zero };

        Assert.Equal(ClaimAge.Good, Due.Judge(live, none, At(4.9), answered: true).ClaimAge);
        Assert.Equal(ClaimAge.OutageTooLong, Due.Judge(live, none, At(5.1), answered: true).ClaimAge);
    }

    private static DateTimeOffset At(double minutes) => SessionSamples.Start.AddMinutes(minutes);

    private static DateTimeOffset? At(double? minutes) => minutes is { } number ? At(number) : null;

    private static Session Session(bool refreshToken = true, double? expires = 5, bool refused = false) => SessionSamples.Full with
    {
        Tokens = new TokenSet { AccessToken = "access", RefreshToken = refreshToken ? "refresh" : null, IssuedAt = SessionSamples.Start, ExpiresAt = At(expires) },
        RefreshRefused = refused,
    };
}
