using System.Globalization;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;
using Gateway.Benchmarks.Scale;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// Many sessions in Redis, a tenth of which (10,000 at most) want their tokens renewed within the same minute. As many sessions as
/// <c>GATEWAY_TEST_SESSIONS</c> says, 10,000 without a word: the promises are the same at any number. Times are <c>run.sh --scale</c>'s affair.
/// </summary>
[Collection(RealTime.Name)]
public sealed class ScaleTests
{
    private const string Fewest = "10000";
    private const int MostEnding = 10_000;
    private const int Browsers = 32;

    [Fact]
    public async Task I44_However_many_tokens_end_together_NATS_has_few_calls_at_a_time_and_no_page_waits_for_them()
    {
        var sessions = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_TEST_SESSIONS") ?? Fewest, CultureInfo.InvariantCulture);
        var ending = Math.Min(sessions / 10, MostEnding);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience.Limit * Math.Max(1, sessions / 100_000));
        await using var field = await Field.OpenAsync();
        await using var gateway = await field.GatewayAsync(redis: true);
        await using var copies = await SessionCopies.OpenAsync(field);
        var (page, empty) = (new Uri(gateway.Address, Field.MembersPage), await RedisInfo.MemoryAsync(field.RedisPort));
        await copies.MakeAsync(gateway.Cookie, sessions - ending, SessionCopies.Invented);
        var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        var members = await copies.MakeAsync(gateway.Cookie, ending, (tokens, _) => SameMinute.Granted(field.Nats, tokens, end));
        var bytes = (double)(await RedisInfo.MemoryAsync(field.RedisPort) - empty) / sessions;
        field.Nats.Ledger.Clear();

        var held = field.Nats.Switches.Token.Hold();
        await Readers.ReadOnceAsync(page, members, Browsers);   // each is answered, or this throws
        await held.ArrivedAsync(ProviderPipeline.MostConnections, limit.Token);
        await Readers.ReadOnceAsync(page, members, Browsers);
        var atOnce = held.Arrivals;
        held.Open();
        await field.Nats.Ledger.ArrivedAsync(NatsEndpoint.Token, ending, limit.Token);

        Assert.InRange(bytes, 1, Growth.MostBytesOfSession);
        Assert.Equal(ProviderPipeline.MostConnections, atOnce);
        Assert.Equal(ending, field.Nats.Ledger.Of(NatsEndpoint.Token).Select(call => call.Form["refresh_token"]).Distinct().Count());
        Assert.Equal(ending, field.Nats.Ledger.Count(NatsEndpoint.Token));
        var commands = await RedisInfo.CommandsByNameAsync(field.RedisPort);
        Assert.Contains("hmget", commands.Keys);
        Assert.Empty(commands.Keys.Intersect(ScaleRun.Scans));
    }
}
