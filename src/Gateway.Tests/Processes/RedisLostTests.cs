using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A Redis that dies in the middle of a login or logout, or comes back empty (corpus I09–I11).</summary>
[Collection(RealTime.Name)]
public sealed class RedisLostTests
{
    [Theory]
    [InlineData("restart")]
    [InlineData("flush")]
    [InlineData("evict")]
    public async Task I09_After_an_empty_start_there_is_one_login_and_no_loop(string how)
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "200mb", "--maxmemory-policy", "allkeys-lru");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        await AwayProof.SaysAsync(node, "Redis throws sessions away when its memory is full (maxmemory-policy allkeys-lru): members would have to sign in again. Set maxmemory-policy noeviction.");
        var member = await stage.SignedInAsync(node);
        var tab = stage.NewBrowser(node);
        var callback = await tab.ReachCallbackAsync("bob");

        switch (how)
        {
            case "restart":
                await redis.KillAsync();
                await redis.StartAgainAsync();
                break;
            case "flush":
                await redis.AskAsync("FLUSHALL");
                break;
            default:
                await redis.AskAsync("CONFIG", "SET", "maxmemory", "1mb");   // less than it has when empty: everything goes
                await Eventually.TrueAsync(async () => (await redis.AskAsync("DBSIZE")) == "0", "evicted keys");
                await redis.AskAsync("CONFIG", "SET", "maxmemory", "200mb");
                break;
        }

        Answer? page = null;
        await Eventually.TrueAsync(async () => (page = await member.GetAsync(AwayProof.Page)).Status != 503, "Redis again");
        Assert.Equal(302, page!.Status);
        stage.Nats.Ledger.Clear();
        Assert.Equal("upstream:" + AwayProof.Page, (await member.OpenAsync(await member.AnswerOfProviderAsync(page, "alice"))).Text);
        Assert.Equal("upstream:" + AwayProof.Page, (await tab.OpenAsync(callback)).Text);   // begun before, ended after: no 500
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);
        Assert.Equal(2, stage.Nats.Ledger.Count(NatsEndpoint.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I10_Redis_that_dies_between_token_call_and_session_leaves_no_cookie_and_no_tokens(bool byFreezing)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var visitor = stage.NewBrowser(node);
        var callback = await visitor.ReachCallbackAsync("alice", "/members/a.php");
        var latch = stage.Nats.Switches.Token.HoldAnswer();

        var login = visitor.GetAsync(callback);
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        if (byFreezing) redis.Freeze();
        else await redis.KillAsync();
        latch.Open();
        var answer = await login;

        await AwayProof.Is503Async(node, answer, "session_not_stored", "store_timeout", "store_unreachable");
        Assert.Contains("The sign-in service let you in, but the session cannot be kept here right now. Please try again in a moment.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/a.php\"", answer.Text, StringComparison.Ordinal);
        Assert.Null(visitor.SessionCookie);
        await stage.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
        Assert.Equal(["refresh_token", "access_token"], stage.Nats.Ledger.Of(NatsEndpoint.Revocation).Select(call => call.Form["token_type_hint"]));

        if (byFreezing) redis.Thaw();
        else await redis.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await visitor.GetAsync("/members/a.php")).Status == 302, "the way to the OP");
        Assert.Equal("upstream:/members/a.php", (await visitor.SignInAsync("alice", "/members/a.php")).Text);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("get")]
    public async Task I11_Redis_that_dies_during_a_logout_is_told_again_when_it_is_back(string value)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var other = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);
        var cookie = member.SessionCookie!;

        await redis.KillAsync();
        var answer = await member.GetAsync($"{GatewayHost.Vanity}?logout={value}");

        await AwayProof.Is503Async(node, answer, "logout_not_stored", "store_unreachable");
        Assert.Contains("<h1>You are not signed out yet</h1>", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Please try again in a moment.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(cookie, member.SessionCookie);
        Assert.Equal(0, stage.Nats.Ledger.Count(NatsEndpoint.EndSession));

        // Nobody clicks again: the node ends it by itself, for every node.
        await redis.StartAgainAsync();
        await Eventually.TrueAsync(async () => !(await redis.AskAsync("KEYS", "gw:a:s:*")).Contains("gw:a:s:", StringComparison.Ordinal), "the removal");
        await Eventually.TrueAsync(async () => (await stage.NewBrowser(other).GetAsync(AwayProof.Page, ("Cookie", "__Host-gateway=" + cookie))).Status == 302, "a dead session at the other node");
        Assert.Equal(302, (await member.GetAsync(AwayProof.Page)).Status);
    }

    [Fact]
    public async Task I11_Click_again_when_Redis_is_back_signs_out()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);
        await redis.KillAsync();
        Assert.Equal(503, (await member.GetAsync($"{GatewayHost.Vanity}?logout=get")).Status);

        await redis.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await member.GetAsync($"{GatewayHost.Vanity}?logout=get")).Text.Contains("<h1>Logged Out</h1>", StringComparison.Ordinal), "the logout");
        Assert.Null(member.SessionCookie);
    }
}
