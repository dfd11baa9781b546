using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>Another Redis takes over (corpus I04, I05).</summary>
[Collection(RealTime.Name)]
public sealed class RedisFailoverTests
{
    [Fact]
    public async Task I04_Failover_by_Sentinel_signs_nobody_out_and_logins_go_on()
    {
        await using var sentinel = await RedisSentinel.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(sentinel.Setting + ",defaultDatabase=2");
        var member = await stage.SignedInAsync(node);
        await Eventually.TrueAsync(async () => (await sentinel.Replica.AskAsync("-n", "2", "KEYS", "gw:a:s:*")).Length > 0, "the session at the replica");

        await sentinel.Master.KillAsync();
        await AwayProof.GoesOnAsync(member);
        await sentinel.FailedOverAsync();
        await AwayProof.GoesOnAsync(member);
        var visitor = stage.NewBrowser(node);
        await Eventually.TrueAsync(async () => await TrySignInAsync(visitor), "a login at the new master");

        await sentinel.Master.StartAgainAsync();
        await sentinel.RejoinedAsync();
        await AwayProof.GoesOnAsync(member);
        await AwayProof.GoesOnAsync(visitor);
    }

    [Fact]
    public async Task I04_Former_master_that_comes_back_as_one_is_asked_nothing_until_Sentinel_has_made_it_a_replica()
    {
        await using var sentinel = await RedisSentinel.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(sentinel.Setting);
        await sentinel.Master.KillAsync();
        await sentinel.FailedOverAsync();
        var member = stage.NewBrowser(node);
        await Eventually.TrueAsync(async () => await TrySignInAsync(member), "a login at the new master");

        await sentinel.Master.StartAgainAsync();   // with nothing in it
        var (asked, isMaster) = (0, true);
        for (; isMaster; asked++)
        {
            var page = await member.GetAsync(AwayProof.Page);
            Assert.True(page.Status == 200, $"{page.Status} {page.Header("Location")} at request {asked}");
            isMaster = (await sentinel.Master.AskAsync("INFO", "replication")).Contains("role:master", StringComparison.Ordinal);
        }

        Assert.True(asked > 1, "it was never seen as a master");
        await AwayProof.GoesOnAsync(member);
    }

    [Fact]
    public async Task Sentinel_with_a_password_of_its_own_is_asked_with_it()
    {
        await using var sentinel = await RedisSentinel.StartAsync("password-of-the-sentinel");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(sentinel.Setting);

        var member = await stage.SignedInAsync(node);

        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);
    }

    [Fact]
    public async Task I04_Ten_seconds_without_Redis_sign_nobody_out()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var members = new[] { await stage.SignedInAsync(node), await stage.SignedInAsync(node, "bob") };

        await redis.KillAsync();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(10);)
            foreach (var member in members) Assert.Equal(503, (await member.GetAsync(AwayProof.Page)).Status);
        await redis.StartAgainAsync();

        foreach (var member in members) await AwayProof.GoesOnAsync(member);
    }

    [Fact]
    public async Task I05_Session_that_a_failover_brings_back_is_removed_again_by_the_node_that_ended_it()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{master.Port}");
        await using var wire = RedisWire.Start(master.Port);
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(wire.Address);
        var (gone, staying, refreshed) = (await stage.SignedInAsync(node), await stage.SignedInAsync(node, "bob"), await stage.SignedInAsync(node));
        var cookie = gone.SessionCookie!;
        await Eventually.TrueAsync(async () => await SessionsAsync(replica) == 3, "the sessions at the replica");

        // What the master says from now on the replica never learns: a logout, a login, a rotated refresh token.
        await replica.AskAsync("REPLICAOF", "NO", "ONE");
        Assert.Equal(200, (await gone.GetAsync($"{GatewayHost.Vanity}?logout=get")).Status);
        var late = await stage.SignedInAsync(node, "carol");
        var token = await TokenAsync(stage, refreshed);
        Assert.Equal("/members/", (await refreshed.GetAsync($"{GatewayHost.Vanity}?refresh=/members/&access_token={token}")).Header("Location"));
        await master.KillAsync();
        wire.Target = replica.Port;
        wire.Cut();

        await AwayProof.GoesOnAsync(staying);
        await Eventually.TrueAsync(async () => await SessionsAsync(replica) == 2, "the second removal");
        Assert.Equal(302, (await stage.NewBrowser(node).GetAsync(AwayProof.Page, ("Cookie", "__Host-gateway=" + cookie))).Status);
        await AwayProof.GoesOnAsync(staying);

        // At worst: the last login again, and the last refresh lost with its session, cleanly and once.
        Assert.Equal("upstream:/members/", (await late.SignInAsync("carol")).Text);
        Assert.Equal(token, await TokenAsync(stage, refreshed));
        Assert.EndsWith("error_code=refresh_failed", (await refreshed.GetAsync($"{GatewayHost.Vanity}?refresh=/members/&access_token={token}")).Header("Location"), StringComparison.Ordinal);
        Assert.Equal("upstream:/members/", (await refreshed.SignInAsync("alice")).Text);
        Assert.Equal(200, (await refreshed.GetAsync(AwayProof.Page)).Status);
    }

    private static async Task<int> SessionsAsync(RedisServer server) => (await server.AskAsync("KEYS", "gw:a:s:*")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static async Task<string> TokenAsync(NodesStage stage, Browser browser)
    {
        Assert.Equal(200, (await browser.GetAsync("/members/token.php")).Status);
        return stage.Area.Last("/members/token.php")["OIDC_access_token"]!;
    }

    private static async Task<bool> TrySignInAsync(Browser visitor)
    {
        var start = await visitor.GetAsync(AwayProof.Page);
        if (start.Status == 200) return true;
        if (start.Status != 302) return false;

        var callback = await visitor.GetAsync(await visitor.AnswerOfProviderAsync(start, "bob"));
        return callback.Status == 302 && (await visitor.GetAsync(AwayProof.Page)).Status == 200;
    }
}
