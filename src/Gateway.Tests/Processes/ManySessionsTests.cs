using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// A Redis full of sessions, of which a hundredth ends within a minute while their members click (corpus I44): <c>GATEWAY_TEST_SESSIONS</c> of
/// them, 20,000 without it and 1,000,000 for the full measure.
/// </summary>
[Collection(RealTime.Name)]
public sealed partial class ManySessionsTests
{
    private const long MostBytes = 3_000;   // of a session in Redis, as the README says
    private const int AtATime = 10_000;
    private const int Minute = 60;

    private static readonly int Sessions = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_TEST_SESSIONS") ?? "20000", CultureInfo.InvariantCulture);
    private static readonly int Ending = Math.Max(Sessions / 100, 600);

    // What the OP sees of members who come back without their session: a hundred at once, then fifty a second (I09).
    private static readonly int MostLogins = 100 + 50 * Minute;

    [Fact]
    public async Task I44_A_store_full_of_sessions_holds_what_is_documented_and_is_never_searched_and_their_end_floods_nobody()
    {
        await using var redis = await RedisServer.StartAsync();
        GatewayHost.Redis.Value = () => redis.Address;
        await using var gateway = await GatewayHost.StartAsync();
        await using var own = await redis.ConnectAsync();
        var alice = await gateway.SignedInAsync("alice");
        var session = (string)(await own.GetDatabase().ExecuteAsync("KEYS", "gw:a:s:*"))!;
        await own.GetDatabase().ExecuteAsync("CONFIG", "RESETSTAT");
        var before = await UsedAsync(redis);

        for (var made = 0; made < Sessions; made += AtATime) await CopyAsync(own.GetDatabase(), session, made, Math.Min(AtATime, Sessions - made));
        var bytes = (await UsedAsync(redis) - before) / Sessions;

        Assert.InRange(bytes, 500, MostBytes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Sessions} sessions: {bytes} bytes each");
        gateway.Nats.Ledger.Clear();
        var (logins, busy) = (0, 0);
        for (var second = 0; second < Minute; second++)
        {
            for (var member = 0; member < Ending / Minute; member++)
            {
                var answer = await LostMember(gateway).GetAsync("/members/");
                if (answer.Status == 302) logins++;
                else Proof.ErrorPage(gateway, answer, 503, "sign_in_busy");
                busy += answer.Status == 503 ? 1 : 0;
            }

            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Ending / Minute * Minute, logins + busy);
        Assert.InRange(logins, Math.Min(Ending / Minute * Minute, MostLogins) * 9 / 10, MostLogins);
        Assert.Empty(gateway.Nats.Ledger.Of(NatsEndpoint.Token));   // nobody has come back from there yet
        Assert.Equal(200, (await alice.GetAsync("/members/full/")).Status);
        var commands = Commands().Matches(await redis.AskAsync("INFO", "commandstats")).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Contains("hmget", commands.Select(command => command.Replace("hgetall", "hmget", StringComparison.Ordinal)));
        Assert.Empty(commands.Intersect(["keys", "scan", "sscan", "hscan", "zscan", "randomkey", "flushdb", "flushall", "sort"]));
    }

    // The very key and value that Gateway made, under other names and for a life that ends together.
    private static async Task CopyAsync(IDatabase database, string session, int from, int count) => await database.ScriptEvaluateAsync(
        """
        local made = redis.call('DUMP', KEYS[1])
        for i = 1, tonumber(ARGV[2]) do redis.call('RESTORE', 'gw:a:s:' .. redis.sha1hex(tostring(ARGV[1] + i)) .. 'xxx', 600000 + i, made) end
        """,
        [session], [from, count]);

    private static async Task<long> UsedAsync(RedisServer redis) =>
        long.Parse(Used().Match(await redis.AskAsync("INFO", "memory")).Groups[1].Value, CultureInfo.InvariantCulture);

    private static Browser LostMember(GatewayHost gateway)
    {
        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return browser;
    }

    [GeneratedRegex(@"used_memory:(\d+)")]
    private static partial Regex Used();

    [GeneratedRegex("cmdstat_([a-z|]+):")]
    private static partial Regex Commands();
}
