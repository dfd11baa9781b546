using System.Net;
using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Sessions;
using Xunit;
using static Gateway.Tests.Freshness.ScriptedProvider;

namespace Gateway.Tests.Freshness;

/// <summary>The refresh link serves whoever knows the session's access token, and nobody else makes the OP work.</summary>
public sealed class RefreshByLinkTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_of_the_session_brings_a_new_one_although_none_is_due()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);

        Assert.Equal(LinkRefresh.Refreshed, await LinkAsync(stage, live, "access-0"));

        Assert.Equal("access-1", (await stage.StoredAsync(live))!.Tokens.AccessToken);
        Assert.Single(stage.Provider.Calls);
    }

    [Theory]
    [InlineData("access-1")]
    [InlineData("access-")]
    [InlineData("access-00")]
    [InlineData("")]
    public async Task Any_other_token_asks_nobody(string presented)
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);

        Assert.Equal(LinkRefresh.NoMatch, await LinkAsync(stage, live, presented));

        Assert.Empty(stage.Provider.Calls);
    }

    [Theory]
    [InlineData("previous", 59, "Refreshed")]
    [InlineData("previous", 60, "NoMatch")]
    [InlineData("another", 59, "NoMatch")]
    public async Task Token_before_it_counts_as_refreshed_for_a_minute(string presented, int seconds, string outcome)
    {
        using var stage = new RefreshStage();
        var tokens = RefreshStage.Member.Tokens with { PreviousAccessToken = "previous", PreviousUntil = stage.Now.AddMinutes(1) };
        var live = await StartAsync(stage, RefreshStage.Member with { Tokens = tokens });
        stage.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(outcome, (await LinkAsync(stage, live, presented)).ToString());

        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Session_without_a_refresh_token_cannot_be_refreshed()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage, RefreshStage.Member with { Tokens = RefreshStage.Member.Tokens with { RefreshToken = null } });

        Assert.Equal(LinkRefresh.Failed, await LinkAsync(stage, live, "access-0"));

        Assert.Equal(0, stage.Store.Finds);
    }

    [Theory]
    [InlineData(500)]       // an outage leaves the token
    [InlineData(400)]       // a refusal ends the session
    public async Task Without_a_new_token_the_link_has_failed(int status)
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Provider.Token = () => Json("""{"error":"invalid_grant"}""", (HttpStatusCode)status);

        Assert.Equal(LinkRefresh.Failed, await LinkAsync(stage, live, "access-0"));
    }

    [Fact]
    public async Task After_ten_seconds_the_link_has_failed()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        stage.Provider.Gate = new Latch();

        var link = LinkAsync(stage, live, "access-0");
        await stage.PassAsync(LongestWait, 1);

        Assert.Equal(LinkRefresh.Failed, await link);
    }

    [Fact]
    public async Task Token_that_another_node_has_asked_for_is_waited_for()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        var other = await stage.ChangeAsync(live, session => session with { RefreshAttempt = new Attempt(stage.Now, "of another node") });

        var link = LinkAsync(stage, live, "access-0");
        for (var i = 1; i <= 50; i++) await stage.PassAsync(RefreshStage.Step, i);
        await stage.WaitingAsync(RefreshStage.Step, 51);
        await stage.ChangeAsync(other, session => session with { RefreshAttempt = null, Tokens = session.Tokens with { AccessToken = "access-2" } });
        stage.Clock.Advance(RefreshStage.Step);

        Assert.Equal(LinkRefresh.Refreshed, await link);
        Assert.Empty(stage.Provider.Calls);
    }

    [Fact]
    public async Task Link_that_comes_during_another_refresh_is_content_with_its_token()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        var gate = stage.Provider.Gate = new Latch();

        var (one, two) = (LinkAsync(stage, live, "access-0"), LinkAsync(stage, live, "access-0"));
        gate.Open();

        Assert.Equal((LinkRefresh.Refreshed, LinkRefresh.Refreshed), (await one, await two));
        Assert.Single(stage.Provider.Calls);
    }

    [Fact]
    public async Task Link_that_comes_during_a_question_to_userinfo_refreshes_after_it()
    {
        using var stage = new RefreshStage();
        var live = await StartAsync(stage);
        var gate = stage.Provider.Gate = new Latch();
        var recheck = stage.Refresher.RecheckAsync(stage.Site, live, _ => true, Cancel);
        await stage.ArrivedAsync(1);

        var link = LinkAsync(stage, live, "access-0");
        gate.Open();

        Assert.Equal(LinkRefresh.Refreshed, await link);
        Assert.Equal("1", (await recheck).Live!.Session.UserInfoClaims.GetProperty("trial").GetString());
        Assert.Equal(["userinfo", "token"], stage.Provider.Calls.Select(call => call.Split(' ')[0]));
    }

    private static async Task<LiveSession> StartAsync(RefreshStage stage, Session? session = null)
    {
        stage.Provider.Token = () => Json("""{"access_token":"access-1","token_type":"Bearer","expires_in":300}""");
        stage.Provider.UserInfo = () => Json("""{"sub":"m0","trial":"1"}""");
        await stage.KnowDocumentsAsync();
        return await stage.SignInAsync(session);
    }

    private static Task<LinkRefresh> LinkAsync(RefreshStage stage, LiveSession live, string presented) =>
        stage.Refresher.RefreshByLinkAsync(stage.Site, live, presented, Cancel);
}
