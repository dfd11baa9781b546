using System.Diagnostics;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>How long a gateway takes from its start to the first byte of a public page, and what it holds then.</summary>
internal sealed record Starts(int Sites, Spread Seconds, Spread Megabytes)
{
    public static async Task<Starts> OfAsync(Field field, int sites, int rounds)
    {
        var (seconds, megabytes) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await using var gateway = await field.GatewayAsync(redis: false, sites);
            var clock = Stopwatch.StartNew();
            await Ask.TextAsync(new Uri(gateway.Address, Field.PublicPage));
            seconds.Add((gateway.Process.ToFirstConnection + clock.Elapsed).TotalSeconds);
            megabytes.Add(CpuTime.MemoryOf(gateway.Process.Id) / 1e6);
        }

        return new Starts(sites, Spread.Of(seconds), Spread.Of(megabytes));
    }
}
