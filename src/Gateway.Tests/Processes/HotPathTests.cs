using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Roles;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What a request of a signed-in member costs, in things that are counted and not timed.</summary>
[Collection(RealTime.Name)]
public sealed partial class HotPathTests
{
    private const int Requests = 1_000;

    // Bytes more than YARP with one route and nothing else. It is 10,400 now; 13,700 while the steps of the pipeline were made for each request,
    // and twice that while every request opened its session anew.
    private const int MostBytes = 13_000;

    [Fact]
    public async Task Two_commands_to_Redis_no_call_to_the_OP_and_few_bytes_more_than_bare_YARP()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await NodesStage.StartAsync();
        var operations = FreePort.Take();
        await using var gateway = await GatewayProcess.StartAsync(Configuration(stage, redis, operations));
        await using var bare = await BareProcess.StartAsync(stage.Area.Address);
        var member = stage.NewBrowser(gateway);
        await member.SignInAsync("alice");
        var (ours, theirs) = (Asked(gateway.Address, "__Host-gateway=" + member.SessionCookie), Asked(bare.Address, ""));
        await AskAsync(ours);
        await AskAsync(theirs);
        stage.Nats.Ledger.Clear();

        var (commands, allocated) = (await CommandsAsync(redis), await AllocatedAsync(operations));
        await AskAsync(ours);
        var (bytes, sent) = (await AllocatedAsync(operations) - allocated, await CommandsAsync(redis) - commands - 1);   // the last question is a command too
        var before = await bare.AllocatedAsync();
        await AskAsync(theirs);
        var least = await bare.AllocatedAsync() - before;

        Assert.InRange(sent, 2 * Requests, 2 * Requests + 10);   // the connection's own signs of life
        Assert.Empty(stage.Nats.Ledger.Calls);
        Assert.True((bytes - least) / Requests <= MostBytes, string.Create(CultureInfo.InvariantCulture, $"{bytes / Requests} bytes a request, {least / Requests} of them YARP's own"));
    }

    private static System.Text.Json.Nodes.JsonObject Configuration(NodesStage stage, RedisServer redis, int operations)
    {
        var file = Some.Configuration(stage.Nats.MetadataUrl, stage.Area.Address);
        file["Redis"] = redis.Address;
        file["Operations"] = $"http://127.0.0.1:{operations}";
        return file;
    }

    private static Func<HttpRequestMessage> Asked(Uri address, string cookie) => () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/members/"));
        request.Headers.Host = "a.example";
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Accept", "text/html");
        return request;
    };

    private static async Task AskAsync(Func<HttpRequestMessage> ask)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
        for (var i = 0; i < Requests; i++)
        {
            using var answer = await client.SendAsync(ask(), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)answer.StatusCode);
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<long> CommandsAsync(RedisServer redis) =>
        long.Parse(Commands().Match(await redis.AskAsync("INFO", "stats")).Groups[1].Value, CultureInfo.InvariantCulture);

    private static async Task<long> AllocatedAsync(int operations) =>
        (long)await new OperationsClient(new Uri($"http://127.0.0.1:{operations}")).MetricAsync("dotnet_gc_heap_total_allocated_bytes_total");

    [GeneratedRegex(@"total_commands_processed:(\d+)")]
    private static partial Regex Commands();

    /// <summary>YARP with one route and nothing else, in a process of its own.</summary>
    private sealed class BareProcess : IAsyncDisposable
    {
        private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });

        private readonly Process _process;

        private BareProcess(Process process, Uri address) => (_process, Address) = (process, address);

        public Uri Address { get; }

        public static async Task<BareProcess> StartAsync(Uri upstream)
        {
            var port = FreePort.Take();
            var process = Process.Start(Path.Combine(AppContext.BaseDirectory, "Gateway.Benchmarks"), ["bare", port.ToString(CultureInfo.InvariantCulture), upstream.AbsoluteUri]);
            var bare = new BareProcess(process, new Uri($"http://127.0.0.1:{port}"));
            await Eventually.TrueAsync(bare.AnswersAsync, "bare YARP");
            return bare;
        }

        public async Task<long> AllocatedAsync() => long.Parse(await Client.GetStringAsync(new Uri(Address, Bare.AllocatedPath), TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private async Task<bool> AnswersAsync()
        {
            try
            {
                return await AllocatedAsync() > 0;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
