using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>What a signed-in request costs in things that are counted and not timed: the same on every machine.</summary>
internal sealed partial record Counting(double RedisCommands, double ProviderCalls, double AllocatedBytes, double AllocatedBytesOfBareYarp)
{
    // A connection gives signs of life of its own, in a second one or two.
    public IReadOnlyList<Promise> Promises =>
    [
        Promise.AtMost("commands to Redis for a member's page", 2.1, RedisCommands),
        Promise.Exactly("calls to NATS for a member's page", 0, ProviderCalls),
        Promise.AtMost("bytes allocated for a member's page, over bare YARP", 13_000, AllocatedBytes - AllocatedBytesOfBareYarp),
    ];

    public static async Task<Counting> OfAsync(Field field, int requests)
    {
        var operations = Child.FreePort();
        await using var gateway = await field.GatewayAsync(redis: true, operationsPort: operations);
        await using var bare = await field.BareYarpAsync();
        var (page, barePage) = (new Uri(gateway.Address, Field.MembersPage), new Uri(bare.Address, Field.MembersPage));
        for (var warm = 0; warm < 2; warm++)
        {
            await Load.PerSecondAsync(page, gateway.Cookie, requests);
            await Load.PerSecondAsync(barePage, "", requests);
        }

        field.Nats.Ledger.Clear();
        var before = await RedisInfo.CommandsAsync(field.RedisPort);
        await Load.PerSecondAsync(page, gateway.Cookie, requests);
        var commands = await RedisInfo.CommandsAsync(field.RedisPort) - before - 1;   // the question itself
        var calls = field.Nats.Ledger.Calls.Count;

        var metrics = new Uri($"http://127.0.0.1:{operations}/metrics");
        var allocated = await GrowthAsync(() => MetricAsync(metrics), page, gateway.Cookie, requests);
        var allocatedBare = await GrowthAsync(() => NumberAsync(new Uri(bare.Address, Roles.Bare.AllocatedPath)), barePage, "", requests);
        return new Counting((double)commands / requests, (double)calls / requests, allocated, allocatedBare);
    }

    private static async Task<double> GrowthAsync(Func<Task<double>> read, Uri page, string cookie, int requests)
    {
        var before = await read();
        await Load.PerSecondAsync(page, cookie, requests);
        return (await read() - before) / requests;
    }

    private static async Task<double> MetricAsync(Uri metrics) =>
        double.Parse(Allocated().Match(await Ask.TextAsync(metrics)).Groups[1].Value, CultureInfo.InvariantCulture);

    private static async Task<double> NumberAsync(Uri address) => double.Parse(await Ask.TextAsync(address), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? ([0-9.e+]+)", RegexOptions.Multiline)]
    private static partial Regex Allocated();
}
