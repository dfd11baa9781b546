using System.Net;
using Gateway.Claims;
using Gateway.Sessions;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>One question to userinfo: new claims whole, the old ones in an outage, no session where it speaks of another member.</summary>
public sealed class ClaimsRefreshTests
{
    private const string Unauthorized = "userinfo_401";

    [Fact]
    public async Task New_claims_replace_the_old_ones_whole_and_end_what_was_missing()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { NextClaimsAt = Minute(1), ClaimsMissingSince = Minute(1), UserInfoJwt = "old" });
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        stage.Provider.UserInfo = () => Json("""{"sub":"m0","trial":"1"}""");

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal("""{"sub":"m0","trial":"1"}""", after.UserInfoClaims.GetRawText());
        Assert.Equal((ClaimSource.UserInfo, stage.Now), (after.PreferredClaims, after.ClaimsAt));
        Assert.Equal((null, null, null, null, null), (after.ClaimsAttempt, after.NextClaimsAt, after.ClaimsMissingSince, after.RecheckedAt, after.UserInfoJwt));
        Assert.Equal(["userinfo access-0"], stage.Provider.Calls);
        Assert.Empty(stage.ClaimsLog.All);
    }

    [Fact]
    public async Task What_userinfo_says_no_more_the_older_id_token_does_not_say_either()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with
        {
            IdTokenClaims = Sessions.SessionSamples.Json("""{"sub":"m0","trial":"0","level":"gold"}"""),
            UserInfoClaims = Sessions.SessionSamples.Json("""{"sub":"m0","trial":"0"}"""),
        });
        stage.Provider.UserInfo = () => Json("""{"sub":"m0"}""");

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal("""{"sub":"m0","level":"gold"}""", after.IdTokenClaims.GetRawText());
    }

    [Fact]
    public async Task Op_without_userinfo_leaves_all_claims_as_they_are_and_they_count_from_now_on()
    {
        using var stage = new RefreshStage();
        stage.Provider.HasUserInfo = false;
        var member = RefreshStage.Member with { UserInfoJwt = "old", ClaimsMissingSince = Minute(1) };
        var live = await stage.SignInAsync(member);
        stage.Clock.Advance(TimeSpan.FromMinutes(2));

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal((member.IdTokenClaims.GetRawText(), member.UserInfoClaims.GetRawText()), (after.IdTokenClaims.GetRawText(), after.UserInfoClaims.GetRawText()));
        Assert.Equal(("old", ClaimSource.IdToken, stage.Now), (after.UserInfoJwt, after.PreferredClaims, after.ClaimsAt));
        Assert.Equal((null, null), (after.ClaimsAttempt, after.ClaimsMissingSince));
        Assert.Empty(stage.Provider.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Question_is_written_down_before_it_is_put(bool recheck)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        Session? during = null;
        stage.Provider.UserInfo = () =>
        {
            during = stage.StoredAsync(live).GetAwaiter().GetResult();
            return Json("""{"sub":"m0"}""");
        };

        await stage.Claims.AskAsync(stage.Site, live, recheck);

        Assert.Equal(new Attempt(stage.Now, ""), during!.ClaimsAttempt);
        Assert.Equal(recheck ? stage.Now : null, during.RecheckedAt);
    }

    [Fact]
    public async Task Who_comes_second_leaves_the_question_to_the_first()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        await stage.ChangeAsync(live, session => session with { ClaimsAttempt = new Attempt(stage.Now, "") });

        Assert.NotNull((await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session.ClaimsAttempt);
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Answer_about_another_member_ends_the_session()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () => Json("""{"sub":"m1"}""");

        Assert.Null(await stage.Claims.AskAsync(stage.Site, live, recheck: false));

        Assert.Null(await stage.StoredAsync(live));
        Assert.Equal((LogLevel.Warning, "Userinfo answered for another member (userinfo_subject), the session ends: site=a member=\"m0\"."), Assert.Single(stage.ClaimsLog.All));
    }

    [Theory]
    [InlineData("10m", 10)]
    [InlineData("0", null)]      // never due, so nothing is missing
    public async Task Answer_that_is_none_keeps_the_old_claims_and_counts_from_when_they_were_due(string interval, int? missingSince)
    {
        using var stage = new RefreshStage(("UserInfoRefreshInterval", interval));
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () => Json("<html>");

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal(RefreshStage.Member.UserInfoClaims.GetRawText(), after.UserInfoClaims.GetRawText());
        Assert.Equal((null, missingSince is { } minute ? Minute(minute) : null), (after.ClaimsAttempt, after.ClaimsMissingSince));
        Assert.InRange(after.NextClaimsAt!.Value, stage.Now.AddSeconds(10), stage.Now.AddSeconds(15));
        Assert.Equal((LogLevel.Warning, "Userinfo brought no claims (userinfo_signed_unasked), the last good ones stay: site=a detail=\"it came signed, but Provider.UserInfoSignedResponseAlg is not set\""), Assert.Single(stage.ClaimsLog.All));
    }

    [Theory]
    [InlineData("Bearer", LogLevel.Error, "op_refuses_this_server", "Userinfo answered 403: the OP refuses this server's address? Check MEMBER_OPENID_SECURE_IPS.")]
    [InlineData("Bearer error=\"insufficient_scope\"", LogLevel.Warning, "op_status", "Userinfo answered 403: insufficient_scope, check Login.Scope.")]
    public async Task I25_Refused_question_leads_the_owner_to_what_he_can_change(string challenge, LogLevel level, string reason, string detail)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () =>
        {
            var answer = Status(403);
            answer.Headers.WwwAuthenticate.ParseAdd(challenge);
            return answer;
        };

        Assert.NotNull(await stage.Claims.AskAsync(stage.Site, live, recheck: false));

        Assert.Equal((level, $"Userinfo brought no claims ({reason}), the last good ones stay: site=a detail=\"{detail}\""), Assert.Single(stage.ClaimsLog.All));
    }

    [Fact]
    public async Task Outage_is_counted_from_its_first_failure_and_waits_as_long_as_the_op_asks()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { ClaimsMissingSince = Minute(3) });
        stage.Provider.UserInfo = () => Status(503, retryAfterSeconds: 60);

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal(Minute(3), after.ClaimsMissingSince);
        Assert.InRange(after.NextClaimsAt!.Value, stage.Now.AddSeconds(60), stage.Now.AddSeconds(65));
        Assert.Equal((LogLevel.Warning, "Userinfo brought no claims (op_status), the last good ones stay: site=a detail=\"Userinfo answered 503.\""), Assert.Single(stage.ClaimsLog.All));
    }

    [Fact]
    public async Task Refused_token_is_refreshed_once_and_the_question_put_once_more()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        var answers = new Queue<HttpResponseMessage>([Status(401), Json("""{"sub":"m0","trial":"2"}""")]);
        stage.Provider.UserInfo = answers.Dequeue;
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer","expires_in":300}""");

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal(("""{"sub":"m0","trial":"2"}""", "access-1", null), (after.UserInfoClaims.GetRawText(), after.Tokens.AccessToken, after.ClaimsAttempt));
        Assert.Equal(["userinfo access-0", "token", "userinfo access-1"], stage.Provider.Calls.Select(call => call.StartsWith("token", StringComparison.Ordinal) ? "token" : call));
        Assert.Empty(stage.ClaimsLog.All);
    }

    [Fact]
    public async Task Refused_token_without_a_way_to_refresh_it_has_ended()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { RefreshToken = null } });
        stage.Provider.UserInfo = () => Status(401);

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal((stage.Now, null), (after.Tokens.ExpiresAt, after.ClaimsAttempt));
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Token_that_had_ended_already_keeps_its_end()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { RefreshToken = null } });
        stage.Clock.Advance(TimeSpan.FromMinutes(7));
        stage.Provider.UserInfo = () => Status(401);

        Assert.Equal(Minute(5), (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session.Tokens.ExpiresAt);
    }

    [Fact]
    public async Task Refused_token_and_refused_refresh_end_the_session()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () => Status(401);
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        Assert.Null(await stage.Claims.AskAsync(stage.Site, live, recheck: false));
        Assert.Equal(2, stage.Provider.Calls.Count);
    }

    [Fact]
    public async Task Refused_token_of_a_session_that_is_kept_without_refreshes_has_ended()
    {
        using var stage = new RefreshStage(("OnRefreshRefused", "Keep"));
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () => Status(401);
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal((true, stage.Now, null), (after.RefreshRefused, after.Tokens.ExpiresAt, after.ClaimsAttempt));
        Assert.Equal(2, stage.Provider.Calls.Count);
    }

    [Fact]
    public async Task Refused_token_that_cannot_be_refreshed_now_leaves_the_claims_missing()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () => Status(401);
        stage.Provider.Token = () => Status(500);

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal((Minute(10), null), (after.ClaimsMissingSince, after.ClaimsAttempt));
        Assert.Contains(stage.ClaimsLog.All, line => line.Text.Contains($"({Unauthorized})", StringComparison.Ordinal));
        Assert.Equal(2, stage.Provider.Calls.Count);
    }

    [Theory]
    [InlineData(false, "Logout", false, true)]      // a 401 alone says nothing about the member
    [InlineData(true, "Logout", true, true)]        // a token just issued is invalid: the OP is done with him
    [InlineData(true, "Keep", false, false)]
    public async Task New_token_that_is_refused_too_ends_the_session_only_where_it_is_called_invalid(bool invalid, string policy, bool ends, bool canRefresh)
    {
        using var stage = new RefreshStage(("OnRefreshRefused", policy));
        var live = await stage.SignInAsync();
        stage.Provider.UserInfo = () =>
        {
            var answer = Status(401);
            if (invalid) answer.Headers.WwwAuthenticate.ParseAdd("Bearer error=\"invalid_token\"");
            return answer;
        };
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer","expires_in":300}""");

        var after = await stage.Claims.AskAsync(stage.Site, live, recheck: false);

        Assert.Equal(ends, after is null);
        Assert.Equal(invalid, stage.RefreshLog.All.Any(line => line.Text.StartsWith("The OP refused a refresh (invalid_token): ", StringComparison.Ordinal)));
        if (after is null) return;
        Assert.Equal((canRefresh, canRefresh ? stage.Now.AddMinutes(5) : stage.Now), (!after.Session.RefreshRefused, after.Session.Tokens.ExpiresAt));
    }

    [Fact]
    public async Task What_the_refresh_brought_stays_when_the_second_question_fails()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        var answers = new Queue<HttpResponseMessage>([Status(401), Json("""{"sub":"m1"}""")]);
        stage.Provider.UserInfo = answers.Dequeue;
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer","expires_in":300}""");

        Assert.Null(await stage.Claims.AskAsync(stage.Site, live, recheck: false));
        Assert.Null(await stage.StoredAsync(live));
    }

    private static DateTimeOffset Minute(int minute) => Sessions.SessionSamples.Start.AddMinutes(minute);
}
