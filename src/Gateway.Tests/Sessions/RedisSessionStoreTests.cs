using System.Text;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>The contract over a real Redis, and what is special about it.</summary>
public sealed class RedisSessionStoreTests : SessionStoreContract, IClassFixture<SharedRedis>, IAsyncLifetime
{
    private readonly SharedRedis _redis;
    private readonly string _prefix;
    private readonly RedisStage _stage;
    private readonly RedisClock _clock;

    public RedisSessionStoreTests(SharedRedis redis)
    {
        _redis = redis;
        _prefix = redis.NewPrefix();
        _stage = new RedisStage(redis.Server.Address, _prefix, TimeProvider.System);
        _clock = new RedisClock(redis.Connection, _prefix);
    }

    private protected override ISessionStore Store => _stage.Store;

    // A server's time goes on by itself: what a test calls an instant must outlast the test.
    private protected override TimeSpan Instant => TimeSpan.FromSeconds(15);

    private IDatabase Database => _redis.Connection.GetDatabase();

    private RedisKey Raw => _prefix + "gw:test:s:one";

    public async ValueTask InitializeAsync() => await _stage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task One_key_holds_version_and_body_under_the_prefix_and_nothing_else()
    {
        await Store.CreateAsync("gw:test:s:one", Body("old"), TimeSpan.FromMinutes(1), Cancel);
        await Store.ReplaceAsync("gw:test:s:one", 1, Body("new"), Cancel);

        var fields = await Database.HashGetAllAsync(Raw);

        Assert.Equal(["body=new", "version=2"], fields.Select(field => $"{field.Name}={field.Value}").Order());
        Assert.Single(_redis.Connection.GetServers().Single().Keys(pattern: _prefix + "*"));
        Assert.NotNull(await Database.KeyTimeToLiveAsync(Raw));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("string")]
    [InlineData("hash")]
    public async Task C40_A_value_of_another_kind_under_our_key_is_unreadable_and_stays(string kind)
    {
        if (kind == "list") await Database.ListRightPushAsync(Raw, "x");
        else if (kind == "string") await Database.StringSetAsync(Raw, "x");
        else await Database.HashSetAsync(Raw, "version", "no number");

        var found = await Store.FindAsync("gw:test:s:one", Cancel);

        Assert.Equal((0, 0, TimeSpan.Zero), (found!.Body.Length, found.Version, found.Remaining));
        Assert.Null(await Store.ReplaceAsync("gw:test:s:one", 1, Body("new"), Cancel));
        Assert.False(await Store.CreateAsync("gw:test:s:one", Body("new"), TimeSpan.FromMinutes(1), Cancel));
        Assert.True(await Database.KeyExistsAsync(Raw));
        await Store.RemoveAsync("gw:test:s:one", Cancel);
        Assert.False(await Database.KeyExistsAsync(Raw));
    }

    [Fact]
    public async Task No_session_ends_early_for_the_milliseconds_that_the_server_counts_in()
    {
        await using var wire = RedisWire.Start(_redis.Server.Port);
        await using var stage = new RedisStage(wire.Address, _prefix, TimeProvider.System);
        await stage.StartAsync();

        await stage.Store.CreateAsync("gw:test:s:one", Body("old"), TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(1), Cancel);

        Assert.Contains(wire.Commands, command => command.Contains("60001"));
    }

    // So it needs no other permission, and fails where a look-up would.
    [Fact]
    public async Task Ping_asks_what_a_look_up_of_a_session_asks()
    {
        await using var wire = RedisWire.Start(_redis.Server.Port);
        await using var stage = new RedisStage(wire.Address, _prefix, TimeProvider.System);
        await stage.StartAsync();

        await stage.Store.FindAsync("gw:ping", Cancel);
        var lookUp = wire.Commands;
        wire.Forget();
        await stage.Store.PingAsync(Cancel);

        Assert.Equal(lookUp, wire.Commands);
    }

    [Fact]
    public async Task Scripts_that_the_server_has_forgotten_are_sent_again()
    {
        await Store.CreateAsync("gw:test:s:one", Body("old"), TimeSpan.FromMinutes(1), Cancel);
        await _redis.Server.AskAsync("SCRIPT", "FLUSH");

        Assert.Equal(2, await Store.ReplaceAsync("gw:test:s:one", 1, Body("new"), Cancel));
    }

    [Fact]
    public async Task A_body_of_a_megabyte_comes_back_whole()
    {
        var body = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));

        Assert.True(await Store.CreateAsync("gw:test:s:one", body, TimeSpan.FromMinutes(1), Cancel));

        Assert.Equal(body, (await Store.FindAsync("gw:test:s:one", Cancel))!.Body.ToArray());
    }

    [Fact]
    public async Task C34_Lifetimes_are_counted_by_the_server_alone()
    {
        await using var fast = new RedisStage(_redis.Server.Address, _prefix, new SetClock(TimeProvider.System) { Skew = TimeSpan.FromDays(1) });
        await fast.StartAsync();
        await fast.Store.CreateAsync("gw:test:s:one", Body("old"), TimeSpan.FromMinutes(1), Cancel);
        AssertLife(TimeSpan.FromMinutes(1), (await Store.FindAsync("gw:test:s:one", Cancel))!.Remaining);

        await fast.Store.TouchAsync("gw:test:s:one", TimeSpan.FromMinutes(2), Cancel);
        AssertLife(TimeSpan.FromMinutes(2), (await Store.FindAsync("gw:test:s:one", Cancel))!.Remaining);
    }

    [Fact]
    public async Task A_lifetime_of_nothing_is_a_fault()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.CreateAsync("a", Body("a"), TimeSpan.Zero, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.TouchAsync("a", TimeSpan.Zero, Cancel));
    }

    private protected override Task AdvanceAsync(TimeSpan time) => _clock.AdvanceAsync(time);

    private protected override void AssertLife(TimeSpan expected, TimeSpan remaining) => Assert.InRange(remaining, expected - Instant, expected);
}
