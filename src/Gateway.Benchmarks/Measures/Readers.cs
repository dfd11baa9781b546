using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>Members who read, each request another's: h2load knows one cookie, so these ask with a client of .NET.</summary>
internal static class Readers
{
    /// <summary>So many pages of members at random, from so many browsers that wait for their answers. The times in milliseconds, in order.</summary>
    public static async Task<double[]> ReadAsync(Uri page, IReadOnlyList<string> cookies, int pages, int browsers)
    {
        var times = new double[pages];
        await Parallel.ForAsync(0, pages, new ParallelOptions { MaxDegreeOfParallelism = browsers }, async (read, _) => times[read] = await TimeAsync(page, cookies[Random.Shared.Next(cookies.Count)]));
        return [.. times.Order()];
    }

    /// <summary>One page of each member, as fast as so many browsers get them.</summary>
    public static async Task<double[]> ReadOnceAsync(Uri page, IReadOnlyList<string> cookies, int browsers)
    {
        var times = new double[cookies.Count];
        await Parallel.ForAsync(0, cookies.Count, new ParallelOptions { MaxDegreeOfParallelism = browsers }, async (member, _) => times[member] = await TimeAsync(page, cookies[member]));
        return [.. times.Order()];
    }

    /// <summary>So many a second, whether or not those before are answered, the members one after the other.</summary>
    public static async Task<double[]> ReadAsync(Uri page, IReadOnlyList<string> cookies, int pages, double perSecond)
    {
        var (clock, times, asked) = (Stopwatch.StartNew(), new ConcurrentBag<double>(), new List<Task>());
        for (var read = 0; read < pages; read++)
        {
            var early = TimeSpan.FromSeconds(read / perSecond) - clock.Elapsed;
            if (early > TimeSpan.FromMilliseconds(1)) await Task.Delay(early, TimeProvider.System);
            var cookie = cookies[read % cookies.Count];
            asked.Add(Task.Run(async () => times.Add(await TimeAsync(page, cookie))));
        }

        await Task.WhenAll(asked);
        return [.. times.Order()];
    }

    private static async Task<double> TimeAsync(Uri page, string cookie)
    {
        var clock = Stopwatch.StartNew();
        if (await Ask.StatusAsync(page, page.Authority, cookie) is not HttpStatusCode.OK and var status) throw new UnreachableException($"{page} answered a member with {status}.");
        return clock.Elapsed.TotalMilliseconds;
    }
}
