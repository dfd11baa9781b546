using System.Net;
using Gateway.Sessions;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>Another node is faster while we ask: what it has brought stays, whatever our own answer says.</summary>
public sealed class FasterNodesTests
{
    [Fact]
    public async Task After_three_who_were_faster_the_newest_session_comes_back_and_nothing_is_posted()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        var (newest, faster) = (live, 0);
        stage.Store.BeforeReplace = async () =>
        {
            if (++faster < 9) newest = await stage.ChangeAsync(newest, session => session with { ClaimsAt = Minute(faster) });
        };

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal((3, Minute(3), null), (faster, after.ClaimsAt, after.RefreshAttempt));
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_that_is_to_be_kept_and_that_another_node_renews_at_that_moment_is_refused_nothing()
    {
        using var stage = new RefreshStage(("OnRefreshRefused", "Keep"));
        var live = await stage.SignInAsync();
        var replaces = 0;
        stage.Store.BeforeReplace = () => replaces++ == 0 ? stage.RenewAsync(live) : Task.CompletedTask;

        var after = await stage.Refresh.RefusedAsync(stage.Site, live, "invalid_grant");

        Assert.Equal(("access-2", false), (after!.Session.Tokens.AccessToken, after.Session.RefreshRefused));
        Assert.False((await stage.StoredAsync(live))!.RefreshRefused);
    }

    [Theory]
    [InlineData("""{"access_token":"access-1","token_type":"Bearer"}""", 200)]
    [InlineData("""{"error":"invalid_grant"}""", 400)]
    [InlineData("", 503)]
    public async Task Whatever_the_op_answers_the_token_that_another_node_has_brought_meanwhile_stays(string json, int status)
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.Token = () =>
        {
            stage.RenewAsync(live).GetAwaiter().GetResult();
            return Json(json, (HttpStatusCode)status);
        };

        var after = (await stage.Refresh.RefreshAsync(stage.Site, live))!.Session;

        Assert.Equal(("access-2", null, null), (after.Tokens.AccessToken, after.NextRefreshAt, after.RefreshMissingSince));
        Assert.Equal("access-2", (await stage.StoredAsync(live))!.Tokens.AccessToken);
    }

    [Fact]
    public async Task Refusal_for_a_member_who_has_signed_out_meanwhile_is_nobodys_news()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync();
        stage.Provider.Token = () =>
        {
            stage.Vault.RemoveAsync(live.Keys, live.Id, SessionEnd.Logout, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
            return Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);
        };

        Assert.Null(await stage.Refresh.RefreshAsync(stage.Site, live));

        Assert.Empty(stage.RefreshLog.All);
        Assert.Equal(0, stage.Counts.Of("gateway.refreshes"));
    }

    [Fact]
    public async Task Refused_token_that_another_node_has_replaced_meanwhile_ends_no_other()
    {
        using var stage = new RefreshStage();
        var live = await stage.SignInAsync(RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { RefreshToken = null } });
        stage.Provider.UserInfo = () =>
        {
            stage.RenewAsync(live).GetAwaiter().GetResult();
            return Status(401);
        };

        var after = (await stage.Claims.AskAsync(stage.Site, live, recheck: false))!.Session;

        Assert.Equal(("access-2", Minute(5), null), (after.Tokens.AccessToken, after.Tokens.ExpiresAt, after.ClaimsAttempt));
    }

    private static DateTimeOffset Minute(int minute) => Sessions.SessionSamples.Start.AddMinutes(minute);
}
