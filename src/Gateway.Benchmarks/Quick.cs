using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks;

/// <summary>The quick form: what is counted alone, held to what was promised. It judges no times, so it may run on a machine that has other work.</summary>
internal static class Quick
{
    private const int Requests = 1_600;
    private const int Members = 8;

    public static async Task<IReadOnlyList<Promise>> RunAsync()
    {
        await using var field = await Field.OpenAsync();
        var (counting, refreshing) = (await Counting.OfAsync(field, Requests), await Refreshing.OfAsync(field));
        await using var gateway = await field.GatewayAsync(redis: true);
        return [.. counting.Promises, .. refreshing.Promises, .. (await Mixture.OfAsync(field, gateway, Members)).Promises];
    }
}
