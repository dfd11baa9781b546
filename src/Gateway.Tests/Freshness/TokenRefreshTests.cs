using System.Net;
using Gateway.Claims;
using Gateway.Sessions;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>One refresh of one session: what is asked, and what the answer makes of the session.</summary>
public sealed class TokenRefreshTests
{
    [Fact]
    public async Task New_tokens_are_stored_beside_the_one_of_before_and_end_what_was_under_way()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { RefreshMissingSince = Minute(1), NextRefreshAt = Minute(2), ClaimsMissingSince = Minute(3) });
        stage.Clock.Advance(TimeSpan.FromMinutes(4));
        stage.Provider.Token = () => Json("""{"access_token":"access-1","refresh_token":"refresh-1","token_type":"Bearer","expires_in":300}""");

        var after = await stage.Refresh.RefreshAsync(stage.Site, live);

        var expected = new TokenSet
        {
            AccessToken = "access-1",
            RefreshToken = "refresh-1",
            IssuedAt = stage.Now,
            ExpiresAt = stage.Now.AddMinutes(5),
            PreviousAccessToken = "access-0",
            PreviousUntil = stage.Now.AddMinutes(1),
        };
        Assert.Equal(expected, after!.Session.Tokens);
        Assert.Equal((null, null, null, false), (after.Session.RefreshAttempt, after.Session.RefreshMissingSince, after.Session.NextRefreshAt, after.Session.RefreshRefused));
        Assert.Equal(Minute(3), after.Session.ClaimsMissingSince);
        Assert.Equal((live.Session.IdToken, ClaimSource.IdToken), (after.Session.IdToken, after.Session.PreferredClaims));
        Assert.Equal(expected, (await stage.StoredAsync(live))!.Tokens);
        Assert.StartsWith("token grant_type=refresh_token&refresh_token=refresh-0", Assert.Single(stage.Provider.Calls), StringComparison.Ordinal);
        Assert.Equal(1, stage.Counts.Of("gateway.refreshes", ("outcome", "refreshed")));
        Assert.Empty(stage.RefreshLog.All);
    }

    [Theory]
    [InlineData("""{"access_token":"access-1","token_type":"Bearer"}""", null, null)]
    [InlineData("""{"access_token":"access-1","token_type":"Bearer","expires_in":0}""", 0, 10)]      // ended at once: not at every click
    [InlineData("""{"access_token":"access-1","token_type":"Bearer","expires_in":1}""", 1, null)]
    public async Task Lifetime_is_what_the_op_says_and_an_unrotated_token_stays(string json, int? lifetime, int? next)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.Token = () => Json(json);

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal("refresh-0", after.Tokens.RefreshToken);
        Assert.Equal(lifetime is { } seconds ? stage.Now.AddSeconds(seconds) : null, after.Tokens.ExpiresAt);
        Assert.Equal(next is { } pause ? stage.Now.AddSeconds(pause) : null, after.NextRefreshAt);
    }

    [Fact]
    public async Task Nobody_asks_an_op_that_has_just_failed_or_with_a_token_that_is_out()
    {
        using var stage = new RefreshStage();
        var paused = await stage.SignInAsync(RefreshStage.Member with { NextRefreshAt = stage.Now.AddTicks(1) });
        var posted = await stage.SignInAsync(RefreshStage.Member with { RefreshAttempt = new Attempt(stage.Now, "hash") });

        Assert.Same(paused, await stage.Refresh.RefreshAsync(stage.Site, paused));
        Assert.Same(posted, await stage.Refresh.RefreshAsync(stage.Site, posted));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Pause_ends_at_its_very_moment()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { NextRefreshAt = stage.Now });
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer"}""");

        Assert.Equal("access-1", (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session.Tokens.AccessToken);
    }

    [Fact]
    public async Task Refusal_ends_the_session_and_says_so()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        Assert.Null(await stage.Refresh.RefreshAsync(stage.Site, live));

        Assert.Null(await stage.StoredAsync(live));
        Assert.Equal((LogLevel.Information, "The OP refused a refresh (invalid_grant): site=a member=\"m0\", OnRefreshRefused=Logout."), Assert.Single(stage.RefreshLog.All));
        Assert.Equal(1, stage.Counts.Of("gateway.refreshes", ("outcome", "refused")));
    }

    [Fact]
    public async Task Refused_session_is_kept_without_refreshes_where_the_site_says_so()
    {
        using var stage = new RefreshStage(("OnRefreshRefused", "Keep"));
        var live = await stage.SignInAsync(RefreshStage.Member with { RefreshMissingSince = Minute(5) });
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal((true, null, null, "access-0"), (after.RefreshRefused, after.RefreshAttempt, after.RefreshMissingSince, after.Tokens.AccessToken));
        Assert.True((await stage.StoredAsync(live))!.RefreshRefused);
    }

    [Fact]
    public async Task Refusal_of_a_second_attempt_tells_that_a_token_was_lost()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { RefreshAttempt = new Attempt(stage.Now, "hash") });
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        Assert.Null(await stage.Refresh.RefreshAsync(stage.Site, live));

        Assert.Equal(
            [
                (LogLevel.Warning, "A rotated token was lost with the node that had asked for it, the member has to sign in again: site=a member=\"m0\"."),
                (LogLevel.Information, "The OP refused a refresh (invalid_grant): site=a member=\"m0\", OnRefreshRefused=Logout."),
            ],
            stage.RefreshLog.All);
        Assert.Equal((1, 0), (stage.Counts.Of("gateway.refreshes", ("outcome", "lost")), stage.Counts.Of("gateway.refreshes", ("outcome", "refused"))));
    }

    [Theory]
    [InlineData("Logout")]
    [InlineData("Keep")]
    public async Task Refusal_means_nothing_where_another_node_has_won(string policy)
    {
        using var stage = new RefreshStage(("OnRefreshRefused", policy));
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { Tokens = session.Tokens with { AccessToken = "access-2" } });

        var after = await stage.Refresh.RefusedAsync(stage.Site, live, "invalid_grant");

        Assert.Equal(("access-2", false), (after!.Session.Tokens.AccessToken, after.Session.RefreshRefused));
        Assert.Empty(stage.RefreshLog.All);
    }

    [Theory]
    [InlineData(500, null, 10, 15, "Warning", "A token could not be refreshed, the member goes on (op_status): site=a: The token endpoint answered 500.")]
    [InlineData(503, 60, 60, 65, "Warning", "A token could not be refreshed, the member goes on (op_status): site=a: The token endpoint answered 503.")]
    [InlineData(503, 3, 10, 15, "Warning", "A token could not be refreshed, the member goes on (op_status): site=a: The token endpoint answered 503.")]
    [InlineData(503, 3600, 300, 305, "Warning", "A token could not be refreshed, the member goes on (op_status): site=a: The token endpoint answered 503.")]
    [InlineData(403, null, 10, 15, "Error", "The OP refuses this Gateway, not the member (op_refuses_this_server): site=a: The token endpoint answered 403. Check Provider.ClientId, Provider.ClientSecret and MEMBER_OPENID_SECURE_IPS.")]
    public async Task Outage_ends_nothing_and_leaves_the_op_alone_for_a_while(int status, int? retryAfter, int least, int most, string level, string line)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.Token = () => Status(status, retryAfter);

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal(("access-0", null, RefreshStage.Member.Tokens.ExpiresAt), (after.Tokens.AccessToken, after.RefreshAttempt, after.RefreshMissingSince));
        Assert.InRange(after.NextRefreshAt!.Value, stage.Now.AddSeconds(least), stage.Now.AddSeconds(most));
        Assert.Equal((Enum.Parse<LogLevel>(level), line), Assert.Single(stage.RefreshLog.All));
        Assert.Equal(1, stage.Counts.Of("gateway.refreshes", ("outcome", "unavailable")));
    }

    [Fact]
    public async Task Grace_of_an_outage_counts_from_its_first_failure()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { RefreshMissingSince = Minute(1) });
        stage.Provider.Token = () => Status(500);

        Assert.Equal(Minute(1), (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session.RefreshMissingSince);
    }

    [Fact]
    public async Task Without_the_ops_documents_nothing_is_posted_and_anothers_attempt_stays()
    {
        using var stage = new RefreshStage();
        stage.Provider.HasDocuments = false;
        var live = await stage.SignInAsync();
        var attempt = new Attempt(stage.Now, "of another node");
        await stage.ChangeAsync(live, session => session with { RefreshAttempt = attempt });

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal(attempt, after.RefreshAttempt);
        Assert.NotNull(after.NextRefreshAt);
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_that_changed_meanwhile_is_claimed_as_it_is_now()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { ClaimsAt = Minute(1) });
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer"}""");

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal(("access-1", Minute(1)), (after.Tokens.AccessToken, after.ClaimsAt));
    }

    [Fact]
    public async Task Tokens_that_another_node_has_brought_are_not_asked_for_again()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { Tokens = session.Tokens with { AccessToken = "access-2" } });

        Assert.Equal("access-2", (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session.Tokens.AccessToken);
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_that_ended_meanwhile_is_no_session()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, TestContext.Current.CancellationToken);

        Assert.Null(await stage.Refresh.RefreshAsync(stage.Site, live));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Answer_finds_the_attempt_written_with_a_hash_of_the_token_and_no_token()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        Session? during = null;
        stage.Provider.Token = () =>
        {
            during = stage.StoredAsync(live).GetAwaiter().GetResult();
            return Json("""{"access_token":"access-1","token_type":"Bearer"}""");
        };

        await stage.Refresh.RefreshAsync(stage.Site, live);

        // SHA-256 of "refresh-0", its first half.
        Assert.Equal(new Attempt(stage.Now, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("refresh-0"u8))[..32]), during!.RefreshAttempt);
    }

    private static DateTimeOffset Minute(int minute) => Sessions.SessionSamples.Start.AddMinutes(minute);
}
