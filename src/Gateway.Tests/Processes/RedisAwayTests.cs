using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A Redis that cannot be asked at all (corpus I01, I02, I08, I12), before real processes.</summary>
[Collection(RealTime.Name)]
public sealed class RedisAwayTests
{
    // What a request may wait on two busy cores, where without a limit it would wait for as long as Redis is silent.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task I01_Redis_that_refuses_connections_is_a_503_for_everybody_and_members_go_on_when_it_is_back()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);

        await redis.KillAsync();
        await AwayProof.ForEverybodyAsync(stage, node, member, "store_unreachable");
        await AwayProof.SaysAsync(node, "The session store fails (Unreachable): Redis cannot be reached, or broke off.");

        await redis.StartAgainAsync();
        await AwayProof.GoesOnAsync(member);
        await AwayProof.SaysAsync(node, "The session store answers again.");
        Assert.Equal(200, (await (await stage.SignedInAsync(node, "bob")).GetAsync(AwayProof.Page)).Status);
    }

    [Fact]
    public async Task I01_Gateway_starts_without_Redis_says_so_and_serves_when_it_comes()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);

        await AwayProof.SaysAsync(node, $"Sessions are kept in Redis at {redis.Address}.");
        await AwayProof.SaysAsync(node, "The session store fails (Unreachable)");
        await AwayProof.ForEverybodyAsync(stage, node, stage.NewBrowser(node), "store_unreachable");

        await redis.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await stage.NewBrowser(node).GetAsync(AwayProof.Page)).Status == 302, "the way to the OP");
        Assert.Equal(200, (await (await stage.SignedInAsync(node)).GetAsync(AwayProof.Page)).Status);
    }

    [Fact]
    public async Task I02_Answers_that_come_after_five_seconds_cost_a_second_once_and_then_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var wire = RedisWire.Start(redis.Port);
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(wire.Address);
        var member = await stage.SignedInAsync(node);
        Assert.Equal(200, (await member.GetAsync(AwayProof.Page)).Status);

        wire.Delay = TimeSpan.FromSeconds(5);
        wire.Forget();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++) Assert.Equal(503, (await member.GetAsync(AwayProof.Page)).Status);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);   // ten seconds without the breaker, fifty without the limit
        Assert.InRange(wire.Commands.Count, 1, 6);

        // Many at once wait for one limit together, and hold up nobody else.
        clock.Restart();
        var many = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => member.GetAsync(AwayProof.Page)));
        Assert.All(many, answer => Assert.Equal(503, answer.Status));
        Assert.Equal(200, (await stage.NewBrowser(node).GetAsync("/")).Status);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        await AwayProof.ForEverybodyAsync(stage, node, member, "store_timeout", "store_unreachable");   // the connection is given up after a while

        wire.Delay = TimeSpan.Zero;
        wire.Cut();
        await AwayProof.GoesOnAsync(member);
    }

    [Fact]
    public async Task I02_Frozen_Redis_costs_nobody_the_session_and_few_a_second()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address);
        var member = await stage.SignedInAsync(node);

        redis.Freeze();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++) Assert.Equal(503, (await member.GetAsync(AwayProof.Page)).Status);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        await AwayProof.SaysAsync(node, "The session store fails (Timeout): Redis does not answer in time.");

        redis.Thaw();
        await AwayProof.GoesOnAsync(member);
    }

    [Fact]
    public async Task I08_Password_that_was_changed_is_told_as_such_and_never_shown()
    {
        await using var redis = await RedisServer.StartAsync("--requirepass", "first-password");
        await using var stage = await NodesStage.StartAsync();
        var node = await stage.NodeAsync(redis.Address + ",password=first-password");
        var member = await stage.SignedInAsync(node);

        await redis.AskAsync("-a", "first-password", "CONFIG", "SET", "requirepass", "second-password");
        await redis.AskAsync("-a", "second-password", "CLIENT", "KILL", "TYPE", "normal");
        await AwayProof.SaysAsync(node, "The session store fails (Credentials): Redis refuses user, password or permissions.");
        await AwayProof.ForEverybodyAsync(stage, node, member, "store_credentials");

        await redis.AskAsync("-a", "second-password", "CONFIG", "SET", "requirepass", "first-password");
        await AwayProof.GoesOnAsync(member);
        Assert.DoesNotContain(node.Lines, line => line.Contains("password", StringComparison.Ordinal) && line.Contains("-password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task I08_Server_that_begins_to_ask_for_a_password_and_permission_that_was_taken_are_told_as_such()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.AskAsync("ACL", "SETUSER", "gateway", "on", ">hush-hush", "~*", "+@all");
        await using var stage = await NodesStage.StartAsync();
        var named = await stage.NodeAsync(redis.Address + ",user=gateway,password=hush-hush");
        var nameless = await stage.NodeAsync(redis.Address);
        var (first, second) = (await stage.SignedInAsync(named), await stage.SignedInAsync(nameless));

        await redis.AskAsync("ACL", "SETUSER", "gateway", "-@read");
        await AwayProof.ForEverybodyAsync(stage, named, first, "store_credentials");
        await redis.AskAsync("ACL", "SETUSER", "gateway", "+@all");
        await AwayProof.GoesOnAsync(first);

        await redis.AskAsync("CONFIG", "SET", "requirepass", "hush-hush");
        await redis.AskAsync("-a", "hush-hush", "CLIENT", "KILL", "TYPE", "normal");
        await AwayProof.SaysAsync(nameless, "The session store fails (Credentials)");
        await AwayProof.ForEverybodyAsync(stage, nameless, second, "store_credentials");
        Assert.DoesNotContain(named.Lines.Concat(nameless.Lines), line => line.Contains("hush-hush", StringComparison.Ordinal));
    }
}
