using System.Net;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>The Sentinels, with a word of their own, are asked who the master is, and the connection to it is kept for as long as they name no other.</summary>
public sealed class RedisSentinelsTests(SharedSentinel shared) : IClassFixture<SharedSentinel>
{
    private static readonly TimeSpan PauseWithSentinel = TimeSpan.FromMilliseconds(250);

    private readonly RedisSentinel _sentinel = shared.Sentinel;

    [Fact]
    public async Task Sentinels_name_the_master_and_whether_it_is_still_the_same()
    {
        await using var sentinels = Ask(options => options.Password = "of Redis");

        var direct = (await sentinels.ToMasterAsync())!;

        Assert.Equal($"127.0.0.1:{_sentinel.Master.Port}", direct.EndPoints.Single().ToString());
        Assert.Equal((null, "of Redis"), (direct.ServiceName, direct.Password));
        Assert.False(await sentinels.NameAnotherAsync(direct.EndPoints.Single()));
        Assert.True(await sentinels.NameAnotherAsync(new IPEndPoint(IPAddress.Loopback, _sentinel.Replica.Port)));
    }

    [Theory]
    [InlineData("members", "nobody")]
    [InlineData(null, "members")]
    public async Task Sentinels_without_a_user_of_their_own_take_that_of_Redis(string? own, string ofRedis)
    {
        await TellAsync("ACL", "SETUSER", "members", "on", ">its-word", "~*", "&*", "+@all");
        await using var sentinels = Ask(options => (options.SentinelUser, options.User, options.SentinelPassword) = (own, ofRedis, "its-word"));

        Assert.True(await sentinels.NameAnotherAsync(null));
    }

    [Fact]
    public async Task Connection_to_the_master_is_kept_while_the_Sentinels_name_no_other()
    {
        var clock = new WatchedClock(SessionSamples.Start);
        await using var stage = new RedisStage(_sentinel.Setting, "p:", clock);
        await stage.StartAsync();
        var before = await stage.ConnectionIdAsync();

        await stage.LookAfterAsync(clock, PauseWithSentinel, 1);

        Assert.Equal(before, await stage.ConnectionIdAsync());
    }

    [Fact]
    public async Task Sentinels_are_asked_over_one_connection_and_none_is_left_in_the_end()
    {
        var stage = new RedisStage(_sentinel.Setting, "p:", new WatchedClock(SessionSamples.Start));
        var sentinels = Ask(_ => { });
        await stage.StartAsync();
        for (var question = 0; question < 2; question++) Assert.True(await sentinels.NameAnotherAsync(null));
        Assert.NotEqual(1, await ConnectionsAsync());

        await sentinels.DisposeAsync();
        await stage.DisposeAsync();

        Assert.Equal(1, await ConnectionsAsync());   // of who asks

        async Task<int> ConnectionsAsync() => (await TellAsync("CLIENT", "LIST")).Split('\n').Length;
    }

    private RedisSentinels Ask(Action<ConfigurationOptions> change)
    {
        var options = ConfigurationOptions.Parse(_sentinel.Setting);
        change(options);
        return new RedisSentinels(RedisLimits.Apply(options));
    }

    private Task<string> TellAsync(params string[] command) => RedisServer.AskAsync(_sentinel.Port, ["-a", SharedSentinel.Word, .. command]);
}
