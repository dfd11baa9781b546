using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Processes;
using Gateway.Tests.Sabotage;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Ten thousand visitors who begin to sign in and never do (corpus F113) cost nothing that lasts, and nobody else anything.</summary>
[Collection(RealTime.Name)]
public sealed class LoginFloodTests
{
    private const int Starts = 10_000;
    private const int AtOnce = 16;
    private const long MostGrowth = 16L << 20;
    private const long MostAllocatedByOne = 64L << 10;

    // They may come within a minute, and must leave others the machine: a quarter of one processor, which no key derivation would keep to.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F113_Logins_that_are_only_begun_leave_nothing_behind(bool fromManyAddresses)
    {
        RecordingStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(
            file: file => file["TrustedProxies"] = new System.Text.Json.Nodes.JsonArray("127.0.0.1"),
            services: TakeOut.Store(_ => store = new RecordingStore(TimeProvider.System)));
        var member = await gateway.SignedInAsync("alice");
        await BeginAsync(gateway, 500, fromManyAddresses, member);   // what is there once stays there
        var (calls, bodies, claims) = (gateway.Nats.Ledger.Calls.Count, store!.Bodies.Count, store.Claims.Count);
        gateway.Log.Clear();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (worked, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());

        await BeginAsync(gateway, Starts, fromManyAddresses, member);

        // Of the whole process, so the ten thousand visitors are counted in.
        (worked, allocated) = (Environment.CpuUsage.TotalTime - worked, GC.GetTotalAllocatedBytes() - allocated);
        Assert.InRange(worked, TimeSpan.Zero, MostWork);
        Assert.InRange(allocated / Starts, 0, MostAllocatedByOne);
        gateway.AssertQuiet();
        gateway.Log.Clear();
        Assert.Equal((calls, bodies, claims), (gateway.Nats.Ledger.Calls.Count, store.Bodies.Count, store.Claims.Count));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);
    }

    // Each start is a redirect to the OP; in between a member and a public page are asked for.
    private static async Task BeginAsync(GatewayHost gateway, int starts, bool fromManyAddresses, Browser member)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = AtOnce });
        await Parallel.ForAsync(0, starts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellation) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/members/page" + number % 100));
            request.Headers.Host = "a.example";
            request.Headers.Add("Accept", "text/html");
            request.Headers.Add("X-Forwarded-For", fromManyAddresses ? $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}" : "10.0.0.1");
            using var answer = await client.SendAsync(request, cancellation);
            Assert.Equal(302, (int)answer.StatusCode);
            Assert.Contains(NatsEndpoint.AuthorizePath, answer.Headers.Location!.AbsolutePath, StringComparison.Ordinal);

            if (number % 1000 == 0)
            {
                Assert.Equal("upstream:/members/full/", (await member.GetAsync("/members/full/")).Text);
                Assert.Equal("upstream:/", (await gateway.NewBrowser().GetAsync("/")).Text);
            }
        });
    }
}
