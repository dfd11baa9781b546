using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What lies in Redis, what others may make of it, and what becomes of it when they write there.</summary>
public sealed class RedisContentTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private const string Passphrase = "a passphrase of the tests, long enough";

    private IDatabase Database => redis.Connection.GetDatabase();

    [Fact]
    public async Task C02_Dump_of_Redis_opens_nothing_not_even_with_the_passphrase()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var browser = await nodes.First.SignedInAsync("alice");
        await browser.GetAsync("/members/full/a.php");

        var keys = redis.Connection.GetServers().Single().Keys(pattern: nodes.Prefix + "*").ToList();
        var dump = new StringBuilder();
        foreach (var key in keys) dump.Append(key).Append(Encoding.Latin1.GetString(await Database.KeyDumpAsync(key) ?? []));
        foreach (var body in await Task.WhenAll(nodes.Sessions.Select(key => Database.HashGetAsync(key, "body")))) dump.Append(Encoding.Latin1.GetString((byte[])body!));

        var received = nodes.First.Area.Last("/members/full/a.php");
        foreach (var secret in new[] { browser.SessionCookie!, browser.BindingCookie!, received["OIDC_access_token"]!, "alice", "member-1001", "trial", "refresh", "@members.example", GatewayHost.ClientSecret, Passphrase })
            Assert.DoesNotContain(secret, dump.ToString(), StringComparison.Ordinal);

        // Whoever has the passphrase too still lacks the id, which is the key's other half.
        var session = Assert.Single(nodes.Sessions).ToString();
        var sealedBody = ((byte[])(await Database.HashGetAsync(session, "body"))!)[1..];
        var hash = System.Buffers.Text.Base64Url.DecodeFromChars(session.AsSpan(session.LastIndexOf(':') + 1));
        var inner = session[nodes.Prefix.Length..];
        foreach (var salt in (byte[][])[hash, [], Encoding.UTF8.GetBytes(inner)])
            Assert.False(SealedBox.TryOpen(new PassphraseKeys("a", [Passphrase]), "session", salt, sealedBody, [SessionBody.Oldest, .. Encoding.UTF8.GetBytes("a\0" + inner)], out _));
        foreach (var part in keys.SelectMany(key => key.ToString().Split(':')))
            Proof.Login(nodes.First, await nodes.First.NewBrowser().GetAsync("/members/", ("Cookie", $"__Host-gateway={part}; __Host-gateway-login={part}")), part);
        Assert.True(SessionId.TryParse(browser.SessionCookie!, out var id));
        Assert.Equal(inner, StoreKey.OfSession("a", id));
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C03_Body_copied_under_ones_own_key_is_no_session()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var full = await nodes.First.SignedInAsync("alice");
        var key = Assert.Single(nodes.Sessions);
        var trial = await nodes.First.SignedInAsync("bob");
        var other = Assert.Single(nodes.Sessions, session => session != key);

        await Database.HashSetAsync(other, "body", await Database.HashGetAsync(key, "body"));

        Proof.Login(nodes.Second, await trial.At(nodes.Second).GetAsync("/members/full/"));
        Assert.Single(nodes.Second.Log.Warnings);
        Assert.Equal(200, (await full.GetAsync("/members/full/")).Status);
        Assert.True(await Database.KeyExistsAsync(other));
    }

    public static TheoryData<string> Damages => ["bit", "truncated", "empty", "zeros", "list", "string", "fields"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task C40_Damaged_session_is_none_with_one_warning_is_left_and_goes_at_the_next_login(string damage)
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var browser = await nodes.First.SignedInAsync("alice");
        var key = Assert.Single(nodes.Sessions);
        await DamageAsync(key, damage);
        nodes.First.Clock.Advance(TimeSpan.FromSeconds(1));

        var page = await browser.GetAsync("/members/");

        Proof.Login(nodes.First, page);
        Assert.Equal($"A session of site a does not open and is left to expire: {key.ToString()[nodes.Prefix.Length..]}.", Assert.Single(nodes.First.Log.Warnings).Text);
        Assert.True(await Database.KeyExistsAsync(key));
        Assert.Equal("upstream:/members/", (await browser.OpenAsync(await browser.AnswerOfProviderAsync(page, "alice"))).Text);
        Assert.False(await Database.KeyExistsAsync(key));
    }

    [Fact]
    public async Task C41_Body_of_a_newer_Gateway_is_no_session_is_left_and_raises_no_alarm()
    {
        await using var nodes = await RedisNodes.StartAsync(redis);
        var browser = await nodes.First.SignedInAsync("alice");
        var key = Assert.Single(nodes.Sessions);
        var body = (byte[])(await Database.HashGetAsync(key, "body"))!;
        await Database.HashSetAsync(key, "body", (byte[])[SessionBody.Newest + 1, .. body[1..]]);

        Proof.Login(nodes.First, await browser.GetAsync("/members/"));

        Assert.True(await Database.KeyExistsAsync(key));
        await Database.HashSetAsync(key, "body", body);
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);
        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C42_Keys_of_others_are_never_read_listed_or_touched()
    {
        await using var wire = RedisWire.Start(redis.Server.Port);
        var prefix = redis.NewPrefix();
        string[] others =
        [
            "shop:cart", "gw:a:s:of-another-gateway", "gw:a:i:of-another-gateway", "gw:b:s:of-site-b", "gw:b:i:of-site-b", prefix + "gw:b:s:of-site-b", prefix + "gw:b:i:of-site-b", prefix + "gw:b:i:of-site-b:end",
        ];
        foreach (var other in others) await Database.StringSetAsync(other, "theirs");
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Logout"] = new JsonObject { ["BackChannel"] = true, ["FrontChannel"] = true }, file => file["Redis"] = $"{wire.Address},keyPrefix={prefix}");

        LogoutTokens.SignInIs(gateway, "desk");
        var browser = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));   // a refresh, userinfo, a touch
        await new RedisClock(redis.Connection, prefix + "gw:a:").AdvanceAsync(TimeSpan.FromMinutes(6));
        await browser.GetAsync("/members/");
        await browser.GetAsync(GatewayHost.Vanity + "?logout=get");
        string[] ended = [await SignedInAsync("tablet"), await SignedInAsync("phone"), await SignedInAsync("telly")];
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (_, claims) => claims["sid"] = "tablet"))).Status);
        Assert.Equal(200, (await gateway.NewBrowser().GetAsync($"{GatewayHost.Vanity}?logout=get&iss={Uri.EscapeDataString(gateway.Nats.Issuer)}&sid=phone")).Status);
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice"))).Status);
        foreach (var cookie in ended) await VanityStage.AssertDeadAsync(gateway, cookie);

        foreach (var other in others) Assert.Equal("theirs", await Database.StringGetAsync(other));
        var keys = wire.Commands.SelectMany(KeysOf).ToList();
        Assert.All(keys, key => Assert.True(key == prefix + "gw:ping" || key.StartsWith(prefix + "gw:a:", StringComparison.Ordinal), key));
        foreach (var kind in "soi") Assert.Contains(keys, key => key.StartsWith($"{prefix}gw:a:{kind}:", StringComparison.Ordinal));
        gateway.AssertQuiet();

        async Task<string> SignedInAsync(string signIn)
        {
            LogoutTokens.SignInIs(gateway, signIn);
            return (await gateway.SignedInAsync("alice")).SessionCookie!;
        }
    }

    // Of a command that may be ours, every key that it names; a script names no other than it was given.
    private static IEnumerable<string> KeysOf(string[] command)
    {
        switch (command[0].ToUpperInvariant())
        {
            case "SCRIPT":
                AssertOwnKeysAlone(command[2]);
                return [];
            case "EVAL" or "EVALSHA":
                if (command[0].Length == 4) AssertOwnKeysAlone(command[1]);
                var count = int.Parse(command[2], CultureInfo.InvariantCulture);
                Assert.True(count > 0, string.Join(' ', command));
                return command[3..(3 + count)];
            case "DEL" or "UNLINK":
                return command[1..];
            case "HMGET" or "PTTL" or "SET" or "GET" or "EXPIRE" or "PEXPIRE" or "ZRANGE":
                return [command[1]];
            default:
                Assert.Fail("not ours: " + string.Join(' ', command));
                return [];
        }

        static void AssertOwnKeysAlone(string script)
        {
            Assert.Matches(@"redis\.call\('[A-Z]+', KEYS\[1\]", script);
            Assert.DoesNotMatch(@"redis\.p?call\((?!'[A-Z]+', KEYS\[1\])|loadstring|'(KEYS|SCAN|FLUSHDB|FLUSHALL)'", script);
        }
    }

    [Fact]
    public async Task A_request_of_a_member_is_one_round_trip_and_a_public_page_none()
    {
        await using var wire = RedisWire.Start(redis.Server.Port);
        await using var gateway = await GatewayHost.StartAsync(file: file => file["Redis"] = $"{wire.Address},keyPrefix={redis.NewPrefix()}");
        var browser = await gateway.SignedInAsync("alice");
        wire.Forget();

        await browser.GetAsync("/");
        Assert.Empty(wire.Commands);
        for (var i = 0; i < 3; i++) await browser.GetAsync("/members/full/");
        Assert.Equal(["HMGET", "PTTL", "HMGET", "PTTL", "HMGET", "PTTL"], wire.Commands.Select(command => command[0]));

        // Both are on their way before any answer has come.
        var answers = new TaskCompletionSource();
        wire.Gate = answers.Task;
        var before = wire.Arrivals;
        var page = browser.GetAsync("/members/full/");
        await wire.ArrivedAsync(2, before);
        answers.SetResult();
        await page;
    }

    private Task DamageAsync(RedisKey key, string damage) => damage switch
    {
        "bit" => ChangeAsync(key, body => [.. body[..^9], (byte)(body[^9] ^ 1), .. body[^8..]]),
        "truncated" => ChangeAsync(key, body => body[..^1]),
        "empty" => ChangeAsync(key, _ => []),
        "zeros" => ChangeAsync(key, _ => new byte[1 << 20]),
        "list" => InsteadAsync(key, database => database.ListRightPushAsync(key, "x")),
        "string" => InsteadAsync(key, database => database.StringSetAsync(key, "x")),
        _ => InsteadAsync(key, database => database.HashSetAsync(key, "version", "x")),
    };

    private async Task ChangeAsync(RedisKey key, Func<byte[], byte[]> change) => await Database.HashSetAsync(key, "body", change((byte[])(await Database.HashGetAsync(key, "body"))!));

    private async Task InsteadAsync(RedisKey key, Func<IDatabase, Task> put)
    {
        await Database.KeyDeleteAsync(key);
        await put(Database);
    }
}
