using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A Redis that reads and does not write (corpus I03, I06): members go on, and nothing is half done.</summary>
[Collection(RealTime.Name)]
public sealed class RedisWritesTests
{
    [Fact]
    public async Task I03_Read_only_Redis_serves_members_and_refuses_login_logout_and_refresh_link()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);
        await member.GetAsync(AwayProof.Page);
        var (cookie, token) = (member.SessionCookie, stage.Area.Last(AwayProof.Page)["OIDC_access_token"]!);
        var visitor = stage.NewBrowser(node);
        var callback = await visitor.ReachCallbackAsync("bob");
        await using (var connection = await redis.ConnectAsync()) await new RedisClock(connection, "gw:").AdvanceAsync(TimeSpan.FromMinutes(10));   // a touch is due

        await redis.AskAsync("REPLICAOF", "127.0.0.1", "1");
        stage.Nats.Ledger.Clear();

        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);
        Assert.Equal(200, (await member.ScriptAsync(AwayProof.Page)).Status);
        await AwayProof.Is503Async(node, await visitor.GetAsync(callback), "session_store_unavailable", "store_read_only");
        await AwayProof.Is503Async(node, await member.GetAsync($"{GatewayHost.Vanity}?refresh=/members/&access_token={token}"), "session_store_unavailable", "store_read_only");
        foreach (var value in (string[])["/", "get", "img", ""])
        {
            var logout = await member.GetAsync($"{GatewayHost.Vanity}?logout={value}");
            await AwayProof.Is503Async(node, logout, "logout_not_stored", "store_read_only");
            Assert.DoesNotContain("Logged Out", logout.Text, StringComparison.Ordinal);
            Assert.Contains("not signed out", logout.Text, StringComparison.Ordinal);
        }

        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);
        Assert.Equal((cookie, null), (member.SessionCookie, visitor.SessionCookie));
        Assert.Empty(stage.Nats.Ledger.Calls);
        await AwayProof.SaysAsync(node, "The session store fails (ReadOnly): Redis takes no writes");

        await redis.AskAsync("REPLICAOF", "NO", "ONE");
        await Eventually.TrueAsync(async () => (await visitor.OpenAsync(callback)).Text == "upstream:" + AwayProof.Page, "the login that was held up");
    }

    [Fact]
    public async Task I06_Redis_without_memory_serves_members_and_keeps_no_half_session()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);
        var visitor = stage.NewBrowser(node);
        var callback = await visitor.ReachCallbackAsync("bob");
        var before = await redis.AskAsync("DBSIZE");

        await redis.AskAsync("CONFIG", "SET", "maxmemory", "1");
        stage.Nats.Ledger.Clear();

        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);
        await AwayProof.Is503Async(node, await visitor.GetAsync(callback), "session_store_unavailable", "store_full");
        await AwayProof.SaysAsync(node, "warn: Gateway.Sessions.RedisCondition[1] The session store fails (Full): Redis has no memory left for a session.");
        Assert.Equal(before, await redis.AskAsync("DBSIZE"));
        Assert.Equal(0, stage.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Null(visitor.SessionCookie);

        await redis.AskAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal("upstream:" + AwayProof.Page, (await visitor.OpenAsync(callback)).Text);
        Assert.Equal(200, (await member.GetAsync($"{GatewayHost.Vanity}?logout=get")).Status);
    }

    [Fact]
    public async Task I06_Memory_that_runs_out_between_token_call_and_session_is_a_login_that_was_not()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var visitor = stage.NewBrowser(node);
        var callback = await visitor.ReachCallbackAsync("bob");
        var latch = stage.Nats.Switches.Token.HoldAnswer();

        var login = visitor.GetAsync(callback);
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        await redis.AskAsync("CONFIG", "SET", "maxmemory", "1");
        latch.Open();

        await AwayProof.Is503Async(node, await login, "session_not_stored", "store_full");
        Assert.Null(visitor.SessionCookie);
        Assert.DoesNotContain(":s:", await redis.AskAsync("KEYS", "*"), StringComparison.Ordinal);
        await stage.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);
    }
}
